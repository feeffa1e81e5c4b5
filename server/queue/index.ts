export { WrongState } from './errors.ts';
export type { Outcome, Queue, Stopping } from './queue.ts';
export { storeQueue } from './store-queue.ts';
