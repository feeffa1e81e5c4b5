import { createHash } from 'node:crypto';
import type { Client } from '../../client/index.ts';

/** All that a finished run says of its training, to be compared with another of the same spec. */
export type Story = { train: string; valid: string; activations: string; weights: string };

export async function storyOf(client: Client, run: string): Promise<Story> {
  const [train, valid, activations, { checkpoint }] = await Promise.all([
    client.request('getMetrics', { params: { id: run }, query: { split: 'train' } }),
    client.request('getMetrics', { params: { id: run }, query: { split: 'valid' } }),
    client.request('getActivations', { params: { id: run } }),
    client.runs.get(run),
  ]);
  return {
    train: digestOf(train),
    valid: digestOf(valid),
    activations: digestOf(activations),
    weights: checkpoint?.artifact ?? 'none',
  };
}

const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** The parts in which two stories differ. */
export const differences = (one: Story, other: Story): string[] =>
  Object.keys(one).filter((part) => one[part as keyof Story] !== other[part as keyof Story]);
