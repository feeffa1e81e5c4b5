import type { Receipt } from '../../shared/receipt.ts';
import type { Assignment, FromTrainer } from '../../shared/trainer.ts';
import { startTrainer } from '../dispatcher/trainer-process.ts';
import { Comparison, type Difference } from './comparison.ts';
import type { Losses } from './kept.ts';
import { Unusable } from './unusable.ts';

export type Replayed = {
  difference: Difference | null;
  /** How many batches were alike. */
  alike: Record<'train' | 'valid', number>;
  /** Of the replay. */
  receipt: Receipt | undefined;
};

/**
 * Trains again in a trainer of its own, from the beginning, until one batch differs or all that was kept has come.
 * @throws Unusable when it cannot be trained here
 */
export async function replay(assignment: Assignment, kept: Losses): Promise<Replayed> {
  const comparison = new Comparison(kept);
  const trainer = startTrainer();
  let receipt: Receipt | undefined;
  try {
    const difference = await new Promise<Difference | null>((resolve, reject) => {
      const hear = (message: FromTrainer): void => {
        if (message.type === 'started') receipt = message.facts.receipt;
        if (message.type === 'entries') {
          for (const entry of message.entries) {
            const found = entry.type === 'batches' ? comparison.add(entry) : null;
            if (found) resolve(found);
          }
          if (comparison.isComplete) resolve(null);
        }
        if (message.type === 'finished') resolve(comparison.end());
        if (message.type === 'failed') reject(new Unusable(`The replay failed: ${message.message}`));
      };
      trainer.onMessage((message) => {
        try {
          hear(message);
        } catch (error) {
          reject(error);
        }
      });
      trainer.ended.then((how) =>
        reject(new Unusable(`The replay ended too soon: the trainer process ${how}`)),
      );
      trainer.send({ type: 'train', assignment });
    });
    return { difference, alike: { ...comparison.done }, receipt };
  } finally {
    trainer.kill();
    await trainer.ended;
  }
}
