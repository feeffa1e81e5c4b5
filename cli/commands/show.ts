import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { lastLayers } from '../last-layers.ts';
import { runLines } from '../render/run.ts';
import { runIdOf } from '../run-choice.ts';
import { say, sayJson, widthOf } from '../world.ts';
import { command } from './command.ts';

export const show = command({
  name: 'show',
  summary: 'all about a run: spec, epochs, layers, verdicts, checkpoints',
  operands: [{ name: 'RUN', kind: 'run' }],
  options: SERVER_OPTIONS,
  about: `Of each layer: mean, standard deviation, share of dead values and histogram at the last batch that was watched.`,
  async run({ values: { url, json }, operands: [word] }, world) {
    const client = connect(url, world);
    const id = await runIdOf(client, word!);
    const [run, job, { items: checkpoints }] = await Promise.all([
      client.runs.get(id),
      client.jobs.get(id),
      client.checkpoints(id),
    ]);
    const layers = await lastLayers(client, run, job);
    if (json) {
      const { position, progress, eta } = job;
      sayJson(world, { ...run, position, progress, eta, layers, checkpoints });
    } else say(world, ...runLines({ run, job, layers, checkpoints }, widthOf(world)));
    return EXIT.ok;
  },
});
