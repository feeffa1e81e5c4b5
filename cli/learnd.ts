import { readFileSync } from 'node:fs';
import type { Command } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { colors } from './render/colors.ts';
import { messageOf, UsageError } from './usage.ts';

export type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

const WRONG_USE = 2;

/** The `learnd` command. @returns the exit code: 2 when it was not understood */
export async function learnd(argv: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const [word, ...rest] = argv;
  const command = commands.find(({ name }) => name === word);
  try {
    if (command) {
      if (rest.includes('--help') || rest.includes('-h')) return print(stdout, command.help);
      return await command.run(rest);
    }
    if (word === '--version' || word === '-V') return print(stdout, versionOf());
    if (word === 'help' || word === '--help' || word === '-h') return print(stdout, helpFor(rest[0]));
    throw new UsageError(word === undefined ? 'Name a command.' : `There is no command "${word}".`);
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`${colors.red(error.message)}\n\n${command?.help ?? overview()}\n`);
      return WRONG_USE;
    }
    stderr.write(`${colors.red(messageOf(error))}\n`);
    return 1;
  }
}

function print(stream: NodeJS.WritableStream, text: string): number {
  stream.write(`${text}\n`);
  return 0;
}

function helpFor(word: string | undefined): string {
  if (word === undefined) return overview();
  const found: Command | undefined = commands.find(({ name }) => name === word);
  if (!found) throw new UsageError(`There is no command "${word}".`);
  return found.help;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: learnd COMMAND [options]\n\n${rows.join('\n')}\n\nlearnd help COMMAND tells all about one; learnd --version says which this is.`;
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
