import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { ask } from '../question.ts';
import { runIdOf } from '../run-choice.ts';
import { UsageError } from '../usage.ts';
import { isAttended, remark, say, sayJson } from '../world.ts';
import { command } from './command.ts';

export const rm = command({
  name: 'rm',
  summary: 'delete runs with their journals and weights',
  operands: [{ name: 'RUN', kind: 'run', many: true }],
  options: { yes: { short: 'y', help: 'do not ask' }, ...SERVER_OPTIONS },
  about: `Deletes for good, and asks before. Weights that another run stands on are kept. A run that is not over cannot be
deleted: cancel it first.`,
  async run({ values, operands }, world) {
    const client = connect(values.url, world);
    const ids: string[] = [];
    for (const word of operands) ids.push(await runIdOf(client, word));
    const runs = await Promise.all([...new Set(ids)].map((id) => client.runs.get(id)));
    if (!values.yes) {
      if (!isAttended(world)) throw new UsageError('Nobody is there to be asked: say --yes.');
      for (const { id, name, state } of runs) remark(world, `  ${id}  ${state}  ${name ?? ''}`.trimEnd());
      const answer = await ask(
        world,
        `Delete ${runs.length === 1 ? 'this run' : `these ${runs.length} runs`} for good? [y/N] `,
      );
      if (answer !== 'y' && answer !== 'yes') {
        remark(world, 'Nothing was deleted.');
        return EXIT.failed;
      }
    }
    for (const { id } of runs) {
      await client.runs.delete(id);
      if (!values.json) say(world, `${id} is deleted`);
    }
    if (values.json) sayJson(world, { deleted: runs.map(({ id }) => id) });
    return EXIT.ok;
  },
});
