import { connect, SERVER_OPTIONS } from '../connection.ts';
import { runIdOf } from '../run-choice.ts';
import { tail } from '../tail.ts';
import { command } from './command.ts';

export const watch = command({
  name: 'watch',
  summary: 'follow a run to its end, from its beginning',
  operands: [{ name: 'RUN', kind: 'run' }],
  options: SERVER_OPTIONS,
  about: `Shows epochs, layers, verdicts and progress as they come; with --json every event as a line of JSON.

Ends with 0 when the run succeeded, 1 when it failed, 3 when it was cancelled. Ctrl-C asks whether to leave it alone or to
cancel it; pressed twice it leaves it alone, and ends with 130.`,
  async run({ values, operands: [run] }, world) {
    const client = connect(values.url, world);
    const id = await runIdOf(client, run!);
    return tail(client, await client.jobs.get(id), world, values);
  },
});
