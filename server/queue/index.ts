export { WrongState } from './errors.ts';
export type { Outcome, Queue } from './queue.ts';
export { storeQueue } from './store-queue.ts';
