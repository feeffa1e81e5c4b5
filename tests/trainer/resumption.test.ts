import { rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Artifacts, openArtifacts, placeOf } from '../../server/artifacts/index.ts';
import { type Callback, EarlyStopping, Metrics, Random } from '../../server/learner/index.ts';
import { resumptionOf } from '../../server/trainer/resumption.ts';
import { encodeTraining } from '../../server/trainer/training-state.ts';
import type { Checkpoint } from '../../shared/resources.ts';
import { decodeSafetensors, encodeSafetensors } from '../../shared/safetensors/index.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';
import { placesOf } from './jobs.ts';

let artifacts: Artifacts;
let folder: string;
beforeEach(async () => {
  folder = placesOf().artifactsDir;
  artifacts = await openArtifacts(folder);
});

const random = new Random(1).state();

/** As a fit with Metrics alone keeps it after `step` batches. */
async function kept(step: number): Promise<Checkpoint> {
  const data = Float32Array.of(step);
  const training = encodeTraining({
    randoms: { dropout: random, augment: random },
    fit: {
      place: { epoch: 0, training: true, begun: true, done: step },
      steps: { train: step, valid: 0 },
      settings: {},
      loaders: { train: null, valid: null },
      callbacks: [{ callback: 'Metrics', state: null }],
      optimizer: { step, tensors: {} },
      gradients: [],
    },
  });
  const { digest: artifact } = await artifacts.put(encodeSafetensors({ weight: { shape: [1], data } }));
  const { digest: optimizer } = await artifacts.put(training);
  return { epoch: 0, step, artifact, optimizer } as Checkpoint;
}

/** The same with other metadata. */
async function changed(step: number, change: (metadata: Record<string, string>) => Record<string, string>) {
  const checkpoint = await kept(step);
  const { tensors, metadata } = decodeSafetensors(await artifacts.read(checkpoint.optimizer!));
  const { digest } = await artifacts.put(encodeSafetensors(tensors, change(metadata)));
  return { ...checkpoint, optimizer: digest };
}

const ofAnotherVersion = (step: number) =>
  changed(step, ({ training, ...rest }) => ({
    ...rest,
    training: JSON.stringify({ ...JSON.parse(training!), version: 3 }),
  }));

/** What an attempt with these goes on from, and what it says. */
async function resume(
  checkpoints: Checkpoint[],
  { from = artifacts, callbacks = [new Metrics()] }: { from?: Artifacts; callbacks?: Callback[] } = {},
) {
  const said: TrainerEntry[] = [];
  const assignment = { attempt: 2, checkpoints };
  const outcome = await resumptionOf(assignment, { artifacts: from, callbacks }, (entries) => {
    said.push(...entries);
  }).then(
    (resumption) => resumption?.fit.steps.train ?? 0,
    (error: Error) => error.message,
  );
  const rewinds = said.flatMap((entry) => (entry.type === 'rewind' ? [entry.step] : []));
  return { outcome, rewinds };
}

describe('an attempt', () => {
  test('goes on before what was lost, or malformed from the beginning on', async () => {
    const [missing, damaged, whole] = [await kept(3), await kept(2), await kept(1)];
    rmSync(placeOf(folder, missing.artifact));
    writeFileSync(placeOf(folder, damaged.optimizer!), 'scratched');
    const { digest } = await artifacts.put(Uint8Array.of(1, 2, 3));
    const malformed = { ...whole, artifact: digest };
    expect(await resume([missing, malformed, damaged, whole])).toEqual({ outcome: 1, rewinds: [1] });
    expect(await resume([missing, malformed, damaged])).toEqual({ outcome: 0, rewinds: [0] });
  });

  test.each(['EACCES', 'EIO', 'EMFILE'])('fails at %s, and nothing is void', async (code) => {
    const [latest, before] = [await kept(2), await kept(1)];
    for (const unreadable of [latest.artifact, latest.optimizer!]) {
      const from: Artifacts = {
        ...artifacts,
        read: async (digest) => {
          if (digest === unreadable) throw Object.assign(new Error(`${code}: no`), { code });
          return artifacts.read(digest);
        },
      };
      const { outcome, rewinds } = await resume([latest, before], { from });
      expect(rewinds).toEqual([]);
      expect(outcome).toMatch(
        new RegExp(`^the artifact ${unreadable}, .* could not be read: ${code}: no.*retry`),
      );
    }
  });

  test.each([
    ['the optimizer alone', () => changed(3, ({ step }) => ({ step: step! })), /has the optimizer alone/],
    ['another version', () => ofAnotherVersion(3), /is of version 3, read here is 2/],
    ['no state', async () => ({ ...(await kept(3)), optimizer: null }), /was not kept/],
    ['what is no JSON', () => changed(3, (all) => ({ ...all, training: '{' })), /is no JSON/],
  ])(
    'with %s goes on from one before; with that alone it fails, and nothing is void',
    async (_, make, why) => {
      const other = await make();
      expect(await resume([other, await kept(1)])).toEqual({ outcome: 1, rewinds: [1] });
      const { outcome, rewinds } = await resume([other]);
      expect(rewinds).toEqual([]);
      expect(outcome).toMatch(why);
      expect(outcome).toMatch(
        /^training cannot go on from the checkpoint at step 3: .*\/runs\/:id\/fork.*retry/,
      );
    },
  );

  test('with one of another version and lost ones does not begin anew', async () => {
    const missing = await kept(1);
    rmSync(placeOf(folder, missing.artifact));
    const { outcome, rewinds } = await resume([await ofAnotherVersion(2), missing]);
    expect(rewinds).toEqual([]);
    expect(outcome).toMatch(/at step 2: its state is of version 3/);
  });

  test('with the callbacks of another fit fails before anything is void', async () => {
    const callbacks = [new Metrics(), new EarlyStopping()];
    const { outcome, rewinds } = await resume([await kept(2), await kept(1)], { callbacks });
    expect(rewinds).toEqual([]);
    expect(outcome).toMatch(/at step 2: .*with callbacks Metrics, this one has EarlyStopping, Metrics/);
  });
});
