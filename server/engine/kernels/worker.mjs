// A thread of the pool: does its part of each op over the memory that all share. JavaScript, since tsx does not reach
// into threads.
import { parentPort, workerData } from 'node:worker_threads';

// As assembly/control.ts has them.
const [DONE, BARRIER, FAILED] = [64, 192, 264];

const { module, memory, control, thread, threads } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
parentPort.postMessage('ready');
try {
  exports.work(control, thread, threads);
} catch {
  // The others wait for this thread, and the main one can be told of nothing while it does.
  const words = new Int32Array(memory.buffer);
  Atomics.store(words, (control + FAILED) / 4, 1);
  for (const word of [DONE, BARRIER]) Atomics.notify(words, (control + word) / 4);
}
