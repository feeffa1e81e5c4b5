import { expect, test } from 'vitest';
import { type Artifacts, DiskFull } from '../../server/artifacts/index.ts';
import { CheckpointFiles } from '../../server/trainer/checkpoint-files.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';

/** Artifacts whose disk takes so many files before it is full, then as many as `room` says. */
function scarce(room: number) {
  const kept: string[] = [];
  const disk = { room, kept };
  const artifacts = {
    put: async (bytes: Uint8Array) => {
      if (disk.room === 0) throw new DiskFull(bytes.length);
      disk.room -= 1;
      const digest = `digest of ${bytes}`;
      kept.push(digest);
      return { digest, size: bytes.length };
    },
  } as unknown as Artifacts;
  return { disk, artifacts };
}

function filesOn(artifacts: Artifacts) {
  const said: TrainerEntry[] = [];
  const files = new CheckpointFiles(artifacts, (entries) => said.push(...entries));
  const put = (step: number) =>
    files.put({ epoch: 0, step, weights: Uint8Array.of(step, 0), training: Uint8Array.of(step, 1) });
  const what = () => said.map((entry) => (entry.type === 'checkpoint' ? entry.step : entry.type));
  return { files, put, said, what };
}

test('checkpoints that find no room are warned of once, and the next that finds some is kept', async () => {
  const { disk, artifacts } = scarce(2);
  const { files, put, said, what } = filesOn(artifacts);
  for (const step of [1, 2, 3]) put(step);
  await files.settled({ isEnd: false });
  expect(what()).toEqual([1, 'log']);
  expect(said[1]).toMatchObject({
    level: 'warn',
    message: expect.stringMatching(/step 2 .*no room.*goes on/),
  });
  disk.room = 2;
  put(4);
  await files.settled({ isEnd: true });
  expect(what()).toEqual([1, 'log', 4]);
});

test('a training is for nothing without its last weights; one that is to be gone on with is not', async () => {
  const { artifacts } = scarce(2);
  const { files, put } = filesOn(artifacts);
  put(1);
  put(2);
  await expect(files.settled({ isEnd: true })).rejects.toThrow(/last weights, at step 2, .*no room.*retry/);
  await files.settled({ isEnd: false });
  await files.room();
});

test('half a checkpoint is left to the sweep, and not said', async () => {
  const { disk, artifacts } = scarce(3);
  const { files, put, what } = filesOn(artifacts);
  put(1);
  put(2);
  await files.settled({ isEnd: false });
  expect(what()).toEqual([1, 'log']);
  expect(disk.kept).toEqual(['digest of 1,0', 'digest of 1,1', 'digest of 2,0']);
});

test('what nobody expected ends the training after the next batch, not at its end', async () => {
  const { artifacts } = scarce(9);
  const cause = new Error('EIO: i/o error');
  const { files, put, what } = filesOn({ ...artifacts, put: () => Promise.reject(cause) });
  await files.room();
  put(1);
  await new Promise(setImmediate);
  const told = await files.room().catch((error: unknown) => error);
  expect(told).toMatchObject({
    message: expect.stringMatching(/checkpoint at step 1 could not be kept: EIO.*retry/),
    cause,
  });
  await expect(files.settled({ isEnd: false })).rejects.toBe(told);
  expect(what()).toEqual([]);
});
