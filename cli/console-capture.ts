/** What a library says with console.log while it works. It must not wait for anything meanwhile. */
export function captured(work: () => void): string {
  const { log } = console;
  const lines: string[] = [];
  console.log = (...words: unknown[]) => void lines.push(words.join(' '));
  try {
    work();
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}
