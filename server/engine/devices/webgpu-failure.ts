import { DeviceFailure, failDevice } from '../device-failure.ts';
import type { GpuDevice } from './dawn.ts';

const SMALLER = 'try a smaller batchSize or fewer filters';

/** Has the first thing that goes wrong with a device told as its failure. @returns a function that ends the watch */
export function watch(device: GpuDevice, adapter: string): () => void {
  let isWatched = true;
  const fail = (sentence: string): void => {
    if (isWatched) failDevice(new DeviceFailure(sentence));
  };
  device.lost.then(({ reason, message }) => fail(lossOf(adapter, reason, message)));
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    fail(errorOf(adapter, event.error.constructor.name, event.error.message));
  });
  return () => {
    isWatched = false;
  };
}

function lossOf(adapter: string, reason: string, message: string): string {
  const said = firstLine(message) || reason;
  if (/out.?of.?(device.?)?memory/i.test(message)) return outOfMemory(adapter, said);
  return `the webgpu device was lost (${adapter}: ${said}): the driver was reset, the GPU was taken away, or one step took it too long; POST /jobs/:id/retry goes on from the last checkpoint, and if it happens again, ${SMALLER}, or look at the system's log (dmesg)`;
}

function errorOf(adapter: string, kind: string, message: string): string {
  const said = firstLine(message);
  if (kind === 'GPUOutOfMemoryError' || /out.?of.?(device.?)?memory/i.test(message)) {
    return outOfMemory(adapter, said);
  }
  if (/exceeds the max|is larger than the max|larger than the maximum/i.test(message)) {
    return `a tensor is larger than the webgpu device can hold in one piece (${adapter}: ${said}); ${SMALLER}`;
  }
  return `the webgpu device refused what it was to compute (${adapter}: ${said}); what was trained since the last checkpoint is void. This is a mistake in learnd or in the driver: report it, and try another device until then`;
}

const outOfMemory = (adapter: string, said: string): string =>
  `the memory of the GPU is used up (${adapter}: ${said}); ${SMALLER}, or end what else uses this GPU`;

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').trim().replace(/\.$/, '');
