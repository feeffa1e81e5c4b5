import { readArguments, UsageError } from '../usage.ts';
import type { Command, Given } from './command.ts';

/** Reads what comes after the command's name. @throws UsageError, a sentence that names the option or the word */
export function readGiven(command: Command, argv: readonly string[]): Given {
  const { values, positionals } = readArguments({
    args: joined(command, argv),
    allowPositionals: command.operands.length > 0,
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { value, short, many = false }]) => [
        name,
        {
          type: value === undefined ? ('boolean' as const) : ('string' as const),
          multiple: many,
          ...(short !== undefined && { short }),
          ...(many ? { default: [] } : value === undefined && { default: false }),
        },
      ]),
    ),
  });
  checkCount(command, positionals);
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().includes('')) throw new UsageError(`--${name} must not be empty.`);
  }
  return { values: values as Given['values'], operands: positionals };
}

/** parseArgs takes no value that begins with a dash, as `--sort -accuracy` has. */
function joined({ options }: Command, argv: readonly string[]): string[] {
  return argv.flatMap((word, i) => {
    const takes = (name: string | undefined, value: string | undefined) =>
      name?.startsWith('--') &&
      value?.startsWith('-') &&
      options[name.slice(2)]?.choices?.includes(value) === true;
    if (takes(word, argv[i + 1])) return [`${word}=${argv[i + 1]}`];
    return takes(argv[i - 1], word) ? [] : [word];
  });
}

function checkCount({ operands }: Command, words: readonly string[]): void {
  const missing = operands.filter(({ optional }) => !optional)[words.length];
  if (missing) throw new UsageError(`${missing.name} is missing.`);
  const unexpected = operands.at(-1)?.many ? undefined : words[operands.length];
  if (unexpected !== undefined) throw new UsageError(`Unexpected argument '${unexpected}'.`);
}
