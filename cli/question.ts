import { createInterface } from 'node:readline';
import type { World } from './world.ts';

/**
 * Asks whoever sits at the terminal.
 * @returns the line that was typed, trimmed and in small letters; null for Ctrl-C, for the end of the input, and when aborted
 */
export function ask({ stdin, stdout }: World, text: string, signal?: AbortSignal): Promise<string | null> {
  // A terminal by itself would send Ctrl-C as a signal: readline makes it a key.
  const lines = createInterface({ input: stdin, output: stdout, terminal: stdin.isTTY === true });
  return new Promise((resolve) => {
    let isOver = false;
    const finish = (answer: string | null) => {
      if (isOver) return;
      isOver = true;
      signal?.removeEventListener('abort', leave);
      lines.close();
      // What was typed ended with a line of its own.
      if (answer === null) stdout.write('\n');
      resolve(answer);
    };
    const leave = () => finish(null);
    signal?.addEventListener('abort', leave, { once: true });
    lines.once('SIGINT', leave);
    lines.once('close', leave);
    lines.question(text, (answer) => finish(answer.trim().toLowerCase()));
  });
}
