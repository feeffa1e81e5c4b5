import { connect, SERVER_OPTIONS } from '../connection.ts';
import { differences } from '../differences.ts';
import { EXIT } from '../exit-codes.ts';
import { comparisonLines } from '../render/comparison.ts';
import { runIdOf } from '../run-choice.ts';
import { UsageError } from '../usage.ts';
import { say, sayJson, widthOf } from '../world.ts';
import { command } from './command.ts';

export const compare = command({
  name: 'compare',
  summary: 'runs side by side: their scores, and what their jobs differ in',
  operands: [{ name: 'RUN', kind: 'run', many: true }],
  options: SERVER_OPTIONS,
  about: 'What is the same in all of the jobs is left out.',
  async run({ values: { url, json }, operands }, world) {
    if (operands.length < 2) throw new UsageError('Name two runs or more.');
    const client = connect(url, world);
    const ids: string[] = [];
    for (const word of operands) ids.push(await runIdOf(client, word));
    const runs = await Promise.all(ids.map((id) => client.runs.get(id)));
    // What a run is called is no part of what it does.
    const different = differences(runs.map(({ spec: { name: _, tags: __, ...spec } }) => spec));
    if (json)
      sayJson(world, {
        runs,
        differences: different.map(({ path, values }) => ({
          path,
          values: values.map((value) => value ?? null),
        })),
      });
    else say(world, ...comparisonLines(runs, different, widthOf(world)));
    return EXIT.ok;
  },
});
