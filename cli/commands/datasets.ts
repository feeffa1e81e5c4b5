import type { Dataset } from '../../shared/resources.ts';
import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { grouped } from '../render/numbers.ts';
import { type Field, table } from '../render/table.ts';
import { say, sayJson, widthOf } from '../world.ts';
import { command } from './command.ts';

const FIELDS: readonly Field<Dataset>[] = [
  { title: 'dataset', of: ({ name }) => name },
  { title: 'train', of: ({ train }) => grouped(train), align: 'right' },
  { title: 'valid', of: ({ valid }) => grouped(valid), align: 'right' },
  { title: 'image', of: ({ image }) => image.join('x') },
  { title: 'classes', of: ({ classes }) => String(classes.length), align: 'right' },
  {
    title: 'where',
    of: ({ available, source }) => (available ? (source ?? 'at hand') : 'fetched when needed'),
    gives: true,
  },
];

export const datasets = command({
  name: 'datasets',
  summary: 'what can be trained on, and whether it is at hand',
  operands: [],
  options: SERVER_OPTIONS,
  about: 'What is not at hand is fetched when a job needs it.',
  async run({ values: { url, json } }, world) {
    const found = await connect(url, world).datasets();
    if (json) sayJson(world, found);
    else say(world, ...table(FIELDS, found.items, widthOf(world)));
    return EXIT.ok;
  },
});
