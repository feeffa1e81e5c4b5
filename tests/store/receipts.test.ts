import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import type { Receipt } from '../../shared/receipt.ts';
import { RunFacts } from '../../shared/resources.ts';
import { batches, facts, freshStore, rewind, spec } from './fixture.ts';

const digest = (of: string) => `sha256:${of.repeat(64)}`;
const receipt = (version: number): Receipt => ({
  spec: digest('1'),
  data: digest('2'),
  code: { version: `${version}.0.0`, digest: digest('3'), tfjs: '4.22.0', node: '20.19.0' },
  device: { name: 'wasm', version: '4', threads: 2, simd: true, gpu: null, platform: 'linux-x64' },
  digest: digest(String(version)),
});

test('the receipts of earlier attempts stay as long as batches of theirs stand', async () => {
  const store = await freshStore();
  const { id } = await store.jobs.create(spec());
  /** An attempt of this version that goes on from `from` and trains four batches. */
  const attempt = async (version: number, from: number) => {
    const claim = (await store.jobs.claim('w', ['wasm']))!;
    if (claim.attempt > 1) await store.journal.append(id, claim.attempt, [rewind(from)]);
    await store.runs.setFacts(id, claim.attempt, { ...facts(8), receipt: receipt(version) });
    await store.journal.append(id, claim.attempt, [batches(from, [4, 3, 2, 1])]);
    await store.jobs.change(id, { from: ['running'], to: 'queued' });
    const kept = (await store.runs.get(id))!.facts!;
    expect(Value.Errors(RunFacts, kept)).toEqual([]);
    expect(kept.receipt).toEqual(receipt(version));
    return kept.receipts!.map(({ receipt: { code }, ...begun }) => [begun.attempt, begun.step, code.version]);
  };
  expect(await attempt(1, 0)).toEqual([[1, 0, '1.0.0']]);
  expect(await attempt(1, 2)).toEqual([[1, 0, '1.0.0']]);
  expect(await attempt(2, 4)).toEqual([
    [1, 0, '1.0.0'],
    [3, 4, '2.0.0'],
  ]);
  // It begins where the one before had begun: nothing that stands was trained by that.
  expect(await attempt(3, 4)).toEqual([
    [1, 0, '1.0.0'],
    [4, 4, '3.0.0'],
  ]);
  expect(await attempt(4, 0)).toEqual([[5, 0, '4.0.0']]);
});
