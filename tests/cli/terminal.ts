import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { learnd } from '../../cli/learnd.ts';
import type { Streams } from '../../cli/world.ts';

export type Ended = { code: number; out: string; err: string };

/** What stands for a terminal or a pipe: what was written so far, keys, signals. */
export function standIn({ isTTY = false, env = {} as Record<string, string>, columns = 80 } = {}) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const said = { out: '', err: '' };
  stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const signals = new EventEmitter();
  const world = {
    stdin: Object.assign(stdin, { isTTY }),
    stdout: Object.assign(stdout, { isTTY, columns, rows: 24 }),
    stderr,
    env,
    signals,
  } satisfies Streams;
  return {
    world,
    said,
    signals,
    type: (text: string) => void stdin.write(text),
    press: (signal: 'SIGINT' | 'SIGTERM') => void signals.emit(signal, signal),
  };
}

export type StandIn = ReturnType<typeof standIn>;

/** Runs the command in this process. @param at the terminal; a pipe unless said */
export async function call(argv: readonly string[], at: StandIn = standIn()): Promise<Ended> {
  const code = await learnd(argv, at.world);
  return { code, ...at.said };
}

/** The command against a server: `LEARND_URL` is its address. */
export const callAt = (url: string, ...argv: string[]): Promise<Ended> =>
  call(argv, standIn({ env: { LEARND_URL: url } }));
