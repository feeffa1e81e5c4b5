import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { RootCommand } from '@bomb.sh/tab';
import type { RunSummary } from '../shared/resources.ts';
import type { Command, Operand } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { connect } from './connection.ts';
import { captured } from './console-capture.ts';
import { EXIT } from './exit-codes.ts';
import { PRESETS } from './job-source.ts';
import { say, type World } from './world.ts';

type Offer = { value: string; about: string };

/** Nobody waits longer for a Tab. */
const PATIENCE_MS = 1_000;
const RUNS = 50;

/**
 * Says what may stand where the cursor is.
 * @param words after `learnd`; the last is the one at hand, perhaps empty
 * @param patienceMs how long a server may take to name its runs
 */
export async function complete(
  words: readonly string[],
  world: World,
  patienceMs = PATIENCE_MS,
): Promise<number> {
  const [name, ...rest] = words;
  const atHand = rest.at(-1) ?? '';
  const operands = commands.find((command) => command.name === name)?.operands ?? [];
  const wantsRun = operands.some(({ kind }) => kind === 'run') && !atHand.startsWith('-');
  const runs = wantsRun ? await runsOf(words, world, patienceMs) : [];
  const root = new RootCommand();
  for (const command of commands) add(root, command, (operand) => offersFor(operand, atHand, runs));
  const help = root.command('help', 'all about one command');
  help.argument('COMMAND', (offer) => commands.forEach(({ name, summary }) => void offer(name, summary)));
  say(
    world,
    captured(() => root.parse([...words])),
  );
  return EXIT.ok;
}

function add(root: RootCommand, command: Command, offers: (operand: Operand) => Offer[]): void {
  const entry = root.command(command.name, command.summary);
  for (const [name, { help, value, short, choices = [] }] of Object.entries(command.options)) {
    if (value === undefined) entry.option(name, help, short as string);
    else entry.option(name, help, (offer) => choices.forEach((choice) => void offer(choice, '')), short);
  }
  for (const operand of command.operands) {
    const { name, many = false } = operand;
    entry.argument(
      name,
      (offer) => offers(operand).forEach(({ value, about }) => void offer(value, about)),
      many,
    );
  }
}

function offersFor({ kind, choices = [] }: Operand, atHand: string, runs: readonly RunSummary[]): Offer[] {
  if (kind === 'run') {
    const latest = runs.length === 0 ? [] : [{ value: 'latest', about: 'the newest run' }];
    return [
      ...latest,
      ...runs.map(({ id, state, name }) => ({ value: id, about: `${state} ${name ?? ''}`.trim() })),
    ];
  }
  if (kind === 'job') return [...PRESETS.map((value) => ({ value, about: 'preset' })), ...filesAt(atHand)];
  return choices.map((value) => ({ value, about: '' }));
}

/** Jobs that lie in the folder that is typed. */
function filesAt(atHand: string): Offer[] {
  const folder = atHand.endsWith('/') ? atHand : atHand.includes('/') ? `${dirname(atHand)}/` : '';
  try {
    return readdirSync(folder || '.', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.json'))
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => ({ value: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`, about: '' }));
  } catch {
    return [];
  }
}

/** The newest runs; none where no server answers: a Tab tells no errors. */
async function runsOf(words: readonly string[], world: World, patienceMs: number): Promise<RunSummary[]> {
  const at = words.indexOf('--url');
  try {
    const client = connect(at < 0 ? undefined : words[at + 1], world);
    const signal = AbortSignal.timeout(patienceMs);
    return (await client.request('listRuns', { query: { limit: RUNS }, signal })).items;
  } catch {
    return [];
  }
}
