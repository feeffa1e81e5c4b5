import type { Client } from '../client/index.ts';
import type { Ended } from '../shared/lifecycle.ts';
import type { Job, Run } from '../shared/resources.ts';
import { EXIT } from './exit-codes.ts';
import { follow } from './follow.ts';
import { heldScreen, listenForInterrupt } from './interruption.ts';
import { outcomeLines } from './render/outcome.ts';
import { screenOn } from './screen.ts';
import { messageOf } from './usage.ts';
import { remark, say, type World, widthOf } from './world.ts';

const CODES: Record<Ended, number> = { succeeded: EXIT.ok, failed: EXIT.failed, cancelled: EXIT.cancelled };

export const codeOf = (ended: Ended | null): number => (ended === null ? EXIT.failed : CODES[ended]);

/**
 * Follows a run at the terminal until it has ended, or until whoever watches leaves it alone.
 * @returns what its end means as an exit code; that of an interrupted command when it was left
 * @throws what the client throws
 */
export async function tail(
  client: Client,
  job: Pick<Job, 'id' | 'spec'>,
  world: World,
  { json, hint }: { json: boolean; hint?: (run: Run) => string[] },
): Promise<number> {
  const screen = heldScreen(screenOn(world.stdout as NodeJS.WriteStream));
  const left = new AbortController();
  const end = listenForInterrupt(world, screen, {
    detach: () => left.abort(),
    cancel: () => void client.cancel(job.id).catch((error) => screen.line(messageOf(error))),
  });
  try {
    if (json) return codeOf(await repeat(client, job.id, world, left.signal));
    const followed = await follow(client, job, screen, left.signal);
    end();
    screen.release();
    screen.rest();
    const run = await client.runs.get(job.id);
    say(world, ...outcomeLines(run, followed.training, widthOf(world)), ...(hint?.(run) ?? []));
    return codeOf(followed.ended);
  } catch (error) {
    if (!left.signal.aborted) throw error;
    remark(world, `The run goes on without you: learnd watch ${job.id}`);
    return EXIT.interrupted;
  } finally {
    screen.rest();
    end();
  }
}

/** Every event as one line of JSON. @returns how the run ended */
async function repeat(client: Client, id: string, world: World, signal: AbortSignal): Promise<Ended | null> {
  let ended: Ended | null = null;
  for await (const event of client.watch(id, { signal })) {
    say(world, JSON.stringify(event));
    if (event.type === 'end') ended = event.state as Ended;
  }
  return ended;
}
