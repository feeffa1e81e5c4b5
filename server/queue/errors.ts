import type { State } from '../../shared/lifecycle.ts';

/** What was asked for cannot be done to a job in this state. */
export class WrongState extends Error {
  override readonly name = 'WrongState';
  readonly state: State;

  constructor(id: string, wanted: string, state: State) {
    super(`The job ${id} is ${state} and cannot be ${wanted}`);
    this.state = state;
  }
}
