import { readFileSync } from 'node:fs';
import type { Command } from './commands/command.ts';
import { helpOf, overviewOf, usageOf } from './commands/help.ts';
import { commands } from './commands/index.ts';
import { readGiven } from './commands/reading.ts';
import { complete } from './completion.ts';
import { EXIT } from './exit-codes.ts';
import { failureOf } from './failure.ts';
import { colors } from './render/colors.ts';
import { UsageError } from './usage.ts';
import { remark, type Streams, say, type World, worldOf } from './world.ts';

/** The `learnd` command. @returns the exit code: see cli/exit-codes.ts */
export async function learnd(argv: readonly string[], streams: Streams): Promise<number> {
  const world = worldOf(streams);
  const [word, ...rest] = argv;
  const command = commands.find(({ name }) => name === word);
  try {
    if (command) return await run(command, rest, world);
    // What the shell asks for at each Tab: `complete -- WORDS`.
    if (word === 'complete') return await complete(rest.slice(1), world);
    if (word === '--version' || word === '-V') return print(world, versionOf());
    if (word === 'help' || word === '--help' || word === '-h') return print(world, helpFor(rest[0]));
    throw new UsageError(word === undefined ? 'Name a command.' : `There is no command "${word}".`);
  } catch (error) {
    if (error instanceof UsageError) {
      const more = command
        ? `${usageOf(command)}\nlearnd help ${command.name} tells the rest.`
        : overviewOf(commands);
      remark(world, `${colors.red(error.message)}\n\n${more}`);
      return EXIT.usage;
    }
    const { message, code } = failureOf(error);
    remark(world, colors.red(message));
    return code;
  }
}

async function run(command: Command, argv: readonly string[], world: World): Promise<number> {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  if (words.includes('--help') || words.includes('-h')) return print(world, helpOf(command));
  return command.run(readGiven(command, argv), world);
}

function print(world: World, text: string): number {
  say(world, text);
  return EXIT.ok;
}

function helpFor(word: string | undefined): string {
  if (word === undefined) return overviewOf(commands);
  const found = commands.find(({ name }) => name === word);
  if (!found) throw new UsageError(`There is no command "${word}".`);
  return helpOf(found);
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
