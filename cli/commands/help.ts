import type { Command, Operand, Option } from './command.ts';

/** Help is for terminals of any width. */
const WIDTH = 80;

/** `Usage: …`, one line. */
export function usageOf({ name, operands, options }: Command): string {
  const words = ['learnd', name, ...operands.map(wordOf)];
  return `Usage: ${[...words, ...(Object.keys(options).length > 0 ? ['[options]'] : [])].join(' ')}`;
}

/** All about one command. */
export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, help: { short: 'h', help: 'this text' } as Option });
  const names = options.map(([name, { value, short }]) =>
    [
      short === undefined ? `--${name}` : `-${short}, --${name}`,
      ...(value === undefined ? [] : [value]),
    ].join(' '),
  );
  const width = Math.max(...names.map((name) => name.length));
  const rows = options.flatMap(([, { help, many }], i) => {
    const [first, ...more] = wrapped(`${help}${many ? '; may be repeated' : ''}`, WIDTH - width - 4);
    const indent = ' '.repeat(width + 4);
    return [`  ${names[i]!.padEnd(width)}  ${first}`, ...more.map((line) => indent + line)];
  });
  const about = command.about.split('\n\n').map((paragraph) =>
    // What is indented is to be typed as it stands.
    paragraph.startsWith('  ') ? paragraph : wrapped(paragraph, WIDTH).join('\n'),
  );
  return [usageOf(command), '', about.join('\n\n'), '', ...rows].join('\n');
}

/** The list of commands. */
export function overviewOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: learnd COMMAND [options]',
    '',
    ...rows,
    '',
    ...wrapped(
      'RUN is the id of a run, the beginning of one, or `latest`. The server is LEARND_URL, or http://127.0.0.1:7070. learnd help COMMAND tells all about one; learnd --version says which this is.',
      WIDTH,
    ),
  ].join('\n');
}

function wordOf({ name, optional, many }: Operand): string {
  const word = many ? `${name}…` : name;
  return optional ? `[${word}]` : word;
}

/** Words in lines of at most `width`, but for a word that is longer. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
