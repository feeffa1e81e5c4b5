import type { Prediction, PredictionEquipment } from '../../shared/trainer.ts';
import { openArtifacts } from '../artifacts/index.ts';
import { type Device, openDevice, tf } from '../engine/index.ts';
import { ImageLoader, loadStateDict } from '../learner/index.ts';
import { buildNetwork } from './build/network.ts';
import { randomsOf } from './build/randoms.ts';
import { readWeights } from './weights.ts';

/**
 * Class probabilities of some images by the weights of a checkpoint: one list an image.
 * @param whenOpen called when the device is open; what it returns, when nothing is computed on it any more
 */
export async function predict(
  request: Prediction & PredictionEquipment,
  whenOpen: () => () => void,
): Promise<number[][]> {
  const { spec, normalize, artifact, image, classes, images, devices, threads, artifactsDir } = request;
  const [height, width, channels] = image;
  const artifacts = await openArtifacts(artifactsDir);
  const weights = await readWeights(artifacts, artifact);
  await openOnce(devices, threads);
  const whenDone = whenOpen();
  const network = buildNetwork(spec, { height, width, channels, classes }, randomsOf(spec.seed));
  try {
    loadStateDict(network, weights);
    network.train(false);
    const data = {
      images: Buffer.concat(images),
      labels: new Uint8Array(images.length),
      shape: [images.length, height, width, channels] as [number, number, number, number],
    };
    const [batch] = new ImageLoader(data, { batchSize: images.length, normalize });
    const { x, y } = batch!;
    const probabilities = tf.tidy(() => tf.softmax(network.call(x)));
    const values = (await probabilities.array()) as number[][];
    tf.dispose([x, y, probabilities]);
    return values;
  } finally {
    whenDone();
    network.dispose();
  }
}

let open: { as: string; device: Promise<Device> } | null = null;

/** One that is open stays so for the next prediction: to start it again takes longer than to predict. */
function openOnce(devices: Parameters<typeof openDevice>[0], threads: number): Promise<Device> {
  const as = JSON.stringify([devices, threads]);
  if (open?.as === as) return open.device;
  const opening = { as, device: openDevice(devices, threads) };
  open = opening;
  opening.device.catch(() => {
    if (open === opening) open = null;
  });
  return opening.device;
}
