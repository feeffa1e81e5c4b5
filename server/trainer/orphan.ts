import { Worker } from 'node:worker_threads';

/** Plain JavaScript: a thread that had to load TypeScript first would take a second of the start. */
const WATCH = `
const { workerData: parent } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

/**
 * Ends this process when the one that started it is gone. The main thread hears of that too, but only between two batches:
 * one that hangs, or is in a batch of minutes, would go on for nobody.
 */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true, execArgv: [], workerData: process.ppid }).unref();
}
