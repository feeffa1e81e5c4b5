import { createRequire } from 'node:module';

const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: unknown };

/**
 * Lets tfjs-backend-wasm 4.22 start its build with shared memory in Node, without its threads: it makes eight before it is
 * known whether one is needed, and with a thread count of 1 none is. Ours work on the same memory. All is undone afterwards.
 */
export async function withoutThreads<T>(start: () => Promise<T>): Promise<T> {
  const { Blob, URL } = globalThis;
  const { createObjectURL } = URL;
  const { Worker } = threads;
  Object.assign(globalThis, { Blob: class {} });
  URL.createObjectURL = () => '';
  threads.Worker = Idle;
  try {
    return await start();
  } finally {
    Object.assign(globalThis, { Blob });
    URL.createObjectURL = createObjectURL;
    threads.Worker = Worker;
  }
}

/** Stands in for a thread: says that it is ready, and is never given anything to do. */
class Idle {
  onmessage: (message: { data: { cmd: string } }) => void = () => {};
  postMessage(): void {
    queueMicrotask(() => this.onmessage({ data: { cmd: 'loaded' } }));
  }
  on(): void {}
  unref(): void {}
  terminate(): void {}
}
