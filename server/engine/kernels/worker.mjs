// A thread of the pool: does its part of each op over the memory that all share. JavaScript, since tsx does not reach
// into threads.
import { workerData } from 'node:worker_threads';

const { module, memory, control, thread, threads } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
exports.work(control, thread, threads);
