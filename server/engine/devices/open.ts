import { tf } from '../tf.ts';
import type { Backend, DeviceReport } from './device.ts';
import { tensorflowBackend } from './tensorflow.ts';
import { wasmBackend } from './wasm.ts';

const BACKENDS = [tensorflowBackend, wasmBackend] as const satisfies Backend[];
type Name = (typeof BACKENDS)[number]['name'];
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

/** Tries every device, one after the other: what can train here, and why the rest cannot. */
export async function probeDevices(threads: number): Promise<Device[]> {
  const devices: Device[] = [];
  for (const { name } of BACKENDS) devices.push(await tryDevice(name, threads));
  return devices;
}

async function tryDevice(name: Name, threads: number): Promise<Device> {
  const backend = BACKENDS.find((candidate) => candidate.name === name)!;
  try {
    const facts = await backend.start(threads);
    prove();
    return { name, available: true, reason: null, ...facts };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, available: false, reason, version: null, threads: null, simd: null, gpu: null };
  }
}

/** A backend may load and still not compute; this asks it for a product whose result is known. */
function prove(): void {
  const product = tf.tidy(() => tf.matMul(tf.fill([2, 3], 2), tf.fill([3, 2], 3)).dataSync());
  if (product.some((value) => value !== 18))
    throw new Error('it computes wrong results (2x3 by 3x2 product)');
}
