import { addVectors } from './add-vectors';

/** Thread `thread` of `threads` does its part of an op, whose arguments lie at `a`. The numbers stand in ../ops.ts too. */
export function perform(op: i32, a: usize, thread: i32, threads: i32): void {
  switch (op) {
    case 1:
      addVectors(a, thread, threads);
      break;
    default:
      unreachable();
  }
}
