import type { Client } from '../../client/index.ts';
import type { Job } from '../../shared/resources.ts';
import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { painted } from '../render/states.ts';
import { runIdOf } from '../run-choice.ts';
import { tail } from '../tail.ts';
import { say, sayJson } from '../world.ts';
import { type Command, command } from './command.ts';

type Ask = (client: Client, id: string) => Promise<Job>;

/** A command that asks for a change of state. */
const request = (name: string, summary: string, about: string, ask: Ask): Command =>
  command({
    name,
    summary,
    operands: [{ name: 'RUN', kind: 'run' }],
    options: { watch: { short: 'w', help: 'follow it to its end from then on' }, ...SERVER_OPTIONS },
    about,
    async run({ values, operands: [run] }, world) {
      const client = connect(values.url, world);
      const job = await ask(client, await runIdOf(client, run!));
      if (values.watch) return tail(client, job, world, values);
      if (values.json) sayJson(world, job);
      else say(world, `${job.id} is ${painted(job.state)}`);
      return EXIT.ok;
    },
  });

export const cancel = request(
  'cancel',
  'stop a run at its next batch, or take it out of the queue',
  'What was trained is kept: learnd retry goes on from the last checkpoint.',
  (client, id) => client.cancel(id),
);

export const pause = request(
  'pause',
  'stop a run at its next batch, keep all of it, and free the device',
  'learnd resume goes on at the very batch.',
  (client, id) => client.pause(id),
);

export const resume = request(
  'resume',
  'queue a paused run again',
  'It goes on at the very batch.',
  (client, id) => client.resume(id),
);

export const retry = request(
  'retry',
  'queue a failed or cancelled run again',
  'The same run goes on from its last checkpoint.',
  (client, id) => client.retry(id),
);
