import type { EventEmitter } from 'node:events';

type Terminal = { isTTY?: boolean };

/** What a command has to do with: a process, or what stands for one in a test. */
export type World = {
  stdout: NodeJS.WritableStream & Terminal & { columns?: number; rows?: number };
  stderr: NodeJS.WritableStream;
  stdin: NodeJS.ReadableStream & Terminal;
  env: Readonly<Record<string, string | undefined>>;
  /** Where SIGINT and SIGTERM are heard. */
  signals: Pick<EventEmitter, 'on' | 'off'>;
};

export type Streams = Pick<World, 'stdout' | 'stderr'> & Partial<World>;

export const worldOf = (given: Streams): World => ({
  stdin: process.stdin,
  env: process.env,
  signals: process,
  ...given,
});

/** Somebody is there to be asked. */
export const isAttended = ({ stdin, stdout }: World): boolean =>
  stdin.isTTY === true && stdout.isTTY === true;

/** How wide a table may be; a pipe takes any width. */
export const widthOf = ({ stdout }: World): number =>
  stdout.isTTY ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY;

export function say({ stdout }: World, ...lines: string[]): void {
  if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
}

/** What is not the answer itself: a pipe does not get it. */
export function remark({ stderr }: World, line: string): void {
  stderr.write(`${line}\n`);
}

export const sayJson = (world: World, value: unknown): void => say(world, JSON.stringify(value, null, 2));
