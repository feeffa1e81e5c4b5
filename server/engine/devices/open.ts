import { deviceFailure, forgetFailure } from '../device-failure.ts';
import { simd } from '../kernels/simd.ts';
import { conv2d } from '../ops/conv2d.ts';
import { tf } from '../tf.ts';
import type { Backend, DeviceReport, WebgpuName } from './device.ts';
import { tensorflowBackend } from './tensorflow.ts';
import { wasmBackend } from './wasm.ts';
import { closeWebgpu, webgpuBackend, webgpuNames } from './webgpu.ts';

const BACKENDS = [tensorflowBackend, webgpuBackend, wasmBackend] as Backend[];
type Name = 'tensorflow' | WebgpuName | 'wasm';
export type Device = DeviceReport<Name>;

/** Starts the first of `names` that really works. Throws with every reason when none does. */
export async function openDevice(names: readonly Name[], threads: number): Promise<Device> {
  const reasons: string[] = [];
  for (const name of names) {
    const device = await tryDevice(name, threads);
    if (device.available) return device;
    reasons.push(`${name}: ${device.reason}`);
  }
  throw new Error(`no device works.\n${reasons.join('\n')}`);
}

/** Tries every device that is found and those `asked` for, one after the other: what can train here, and why the rest cannot. */
export async function probeDevices(asked: readonly Name[], threads: number): Promise<Device[]> {
  const devices: Device[] = [];
  const names = new Set<Name>(['tensorflow', 'webgpu', ...(await webgpuNames()), 'wasm', ...asked]);
  for (const name of names) devices.push(await tryDevice(name, threads));
  return devices;
}

const backendOf = (name: Name): Backend => BACKENDS.find((backend) => backend.name === name.split(':')[0])!;

async function tryDevice(name: Name, threads: number): Promise<Device> {
  forgetFailure();
  try {
    const facts = await backendOf(name).start(threads, name);
    await prove();
    return { name, available: true, reason: null, ...facts };
  } catch (error) {
    // One that is given up is not to fail under the next.
    closeWebgpu();
    const reason = error instanceof Error ? error.message : String(error);
    return { name, available: false, reason, version: null, threads: null, simd: null, gpu: null };
  }
}

/** A backend may load and still not compute; this asks it, and the threads of our kernels, for what is known. */
async function prove(): Promise<void> {
  const product = tf.tidy(() => tf.matMul(tf.fill([2, 3], 2), tf.fill([3, 2], 3)));
  const values = await product.data();
  product.dispose();
  if (values.some((value) => value !== 18))
    throw deviceFailure() ?? new Error('it computes wrong results (2x3 by 3x2 product)');
  if (!simd()) return;
  // Each place has as many taps as the image has there: 4 in a corner, 6 at an edge.
  const convolved = tf.tidy(() =>
    conv2d(tf.ones([1, 3, 3, 1]), tf.fill([3, 3, 1, 1], 2), null, { stride: 1, padding: 1 }).dataSync(),
  );
  if (String(convolved) !== '8,12,8,12,18,12,8,12,8')
    throw new Error('our kernels compute wrong results (3x3 convolution)');
}
