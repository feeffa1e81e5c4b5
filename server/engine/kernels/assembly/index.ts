import { awaitOp, ARGUMENTS, begin, done, finish, opOf } from './control';
import { perform } from './perform';

/** For the main thread: does op `op` of the control block, together with the others. */
export function run(control: usize, threads: i32): void {
  if (threads > 1) begin(control);
  perform(opOf(control), control + ARGUMENTS, 0, threads);
  if (threads > 1) finish(control, threads);
}

/** For another thread: does its part of one op after the other, until op 0. */
export function work(control: usize, thread: i32, threads: i32): void {
  let generation = 0;
  for (;;) {
    generation = awaitOp(control, generation);
    const op = opOf(control);
    if (op != 0) perform(op, control + ARGUMENTS, thread, threads);
    done(control);
    if (op == 0) return;
  }
}
