import { join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, UnreachableError } from '../../client/index.ts';
import { colors } from '../render/colors.ts';
import { type Screen, screenOn } from '../screen.ts';
import { startServer } from '../server-child.ts';
import { messageOf, UsageError } from '../usage.ts';
import { INTERRUPTED } from './interrupt.ts';
import { runLesson } from './lesson-run.ts';
import { type DemoOptions, HELP, readOptions } from './options.ts';
import { report } from './report.ts';

export type DemoWorld = {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WritableStream;
  interrupted: AbortSignal;
  /** The server's program: for tests. */
  entry?: string;
};

/** The whole demo. Returns the exit code: 0 only when the run succeeded. */
export async function demo(argv: readonly string[], world: DemoWorld): Promise<number> {
  try {
    const options = readOptions(argv);
    if (!options.help) return await show(options, screenOn(world.stdout), world);
    world.stdout.write(`${HELP}\n`);
    return 0;
  } catch (error) {
    if (world.interrupted.aborted) return INTERRUPTED;
    if (error instanceof UsageError) {
      world.stderr.write(`${colors.red(error.message)}\n\n${HELP}\n`);
      return 2;
    }
    world.stderr.write(`${colors.red(messageOf(error))}\n`);
    return 1;
  }
}

async function show(options: DemoOptions, screen: Screen, world: DemoWorld): Promise<number> {
  const { interrupted, entry } = world;
  const dataDir = resolve(options.data ?? join('data', `demo-${timestamp(new Date())}`));
  const server = await startServer({ dataDir, signal: interrupted, entry });
  try {
    screen.line(colors.dim(`server ${server.url}, data in ${shortest(dataDir)}`));
    const client = createClient(server.url);
    const finished = await runLesson(client, options, { screen, cancel: interrupted, abandon: server.died });
    for (const line of await report(client, finished, shortest(dataDir))) screen.line(line);
    if (interrupted.aborted) return INTERRUPTED;
    return finished.run.state === 'succeeded' ? 0 : 1;
  } catch (error) {
    throw await deeperReason(error, server.died);
  } finally {
    await server.stop();
  }
}

/** A dying server breaks its connections a moment before it is known to be dead: its end is then the reason to tell. */
async function deeperReason(error: unknown, died: AbortSignal): Promise<unknown> {
  if (error instanceof UnreachableError) await pause(500);
  return died.aborted ? died.reason : error;
}

/** Such as 2025-01-31-120000: sorts by time, fits every file system. */
const timestamp = (now: Date): string => now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');

/** A folder as one would type it from here. */
function shortest(path: string): string {
  const here = relative(process.cwd(), path);
  return here === '' || here.startsWith('..') ? path : here;
}
