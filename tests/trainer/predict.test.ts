import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openArtifacts } from '../../server/artifacts/index.ts';
import { openDevice } from '../../server/engine/index.ts';
import { buildNetwork } from '../../server/trainer/build/network.ts';
import { randomsOf } from '../../server/trainer/build/randoms.ts';
import { predict } from '../../server/trainer/predict.ts';
import { encodeWeights } from '../../server/trainer/weights.ts';
import { smallJob } from '../dispatcher/service.ts';

vi.mock('../../server/engine/index.ts', async (original) => {
  const actual = await original<typeof import('../../server/engine/index.ts')>();
  return { ...actual, openDevice: vi.fn(actual.openDevice) };
});

test('the device is opened once for all predictions, and again when it could not be', async () => {
  const artifactsDir = mkdtempSync(path.join(tmpdir(), 'learnd-predict-'));
  onTestFinished(() => rmSync(artifactsDir, { recursive: true }));
  const spec = smallJob();
  const [height, width, channels, classes] = [28, 28, 1, 10];
  await openDevice(['wasm'], 1);
  const network = buildNetwork(spec, { height, width, channels, classes }, randomsOf(spec.seed));
  const { digest } = await (await openArtifacts(artifactsDir)).put(encodeWeights(network, 0));
  network.dispose();
  vi.mocked(openDevice).mockClear();

  const request = {
    spec,
    normalize: null,
    artifact: digest,
    image: [height, width, channels],
    classes,
  } as const;
  const equipment = { devices: ['wasm' as const], threads: 1, artifactsDir };
  const ask = (shade: number) => {
    const images = [new Uint8Array(height * width).fill(shade)];
    return predict({ ...request, ...equipment, images }, () => () => {});
  };
  vi.mocked(openDevice).mockRejectedValueOnce(new Error('no device works'));
  await expect(ask(0)).rejects.toThrow('no device works');
  const [first, second] = await Promise.all([ask(10), ask(200)]);
  expect(await ask(10)).toEqual(first);
  expect(second).not.toEqual(first);
  expect(first![0]!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  expect(openDevice).toHaveBeenCalledTimes(2);
});
