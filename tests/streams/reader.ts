import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { RunEvent } from '../../shared/events.ts';
import { type Gap, runStream } from '../../shared/protocol.ts';
import type { Disturb } from './cuts.ts';

/** What a reader that knows nothing but docs/protocol.md hears of a run. */
export type Account = { events: RunEvent[]; gaps: Gap[]; connections: number };

/** Every event of the journal after `after`, over HTTP. */
export async function journalOf(url: string, run: string, after = 0): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (let from: number | null = after; from !== null; ) {
    const reply = await fetch(`${url}/runs/${run}/events?after=${from}&limit=1000`);
    const page = (await reply.json()) as { items: RunEvent[]; next: number | null };
    events.push(...page.items);
    from = page.next;
  }
  return events;
}

/** Reads a run until `isOver`, through whatever befalls its connections, as docs/protocol.md says to. */
export async function readThrough(
  url: string,
  run: string,
  disturb: Disturb,
  isOver: (seq: number) => boolean,
): Promise<Account> {
  const account: Account = { events: [], gaps: [], connections: 0 };
  for (;;) {
    const seq = account.events.at(-1)?.seq ?? 0;
    const code = await connect(url, run, disturb, account);
    const last = account.events.at(-1);
    if (code === 1000) {
      if (last?.type !== 'end') throw new Error(`closed with 1000 after ${JSON.stringify(last)}`);
      if (isOver(last.seq)) return account;
      // It ended for now: whoever wants to know whether it goes on asks again.
      if (last.seq === seq) await sleep(10);
    } else if (code !== 1006) throw new Error(`closed with ${code}`);
  }
}

/** One connection from where the account ends; resolves with the close code once all it brought is written down. */
async function connect(url: string, run: string, disturb: Disturb, account: Account): Promise<number> {
  const after = account.events.at(-1)?.seq ?? 0;
  const socket = new WebSocket(url.replace('http', 'ws') + runStream(run, after));
  // What a gap left out is read before the frames behind it are taken.
  let done: Promise<unknown> = Promise.resolve();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as RunEvent | Gap;
    done = done.then(() => take(url, run, message, account));
  });
  // A connection that breaks is what is tested.
  socket.on('error', () => {});
  disturb(socket, account.connections++);
  const code = await new Promise<number>((resolve) => socket.once('close', resolve));
  await done;
  return code;
}

async function take(
  url: string,
  run: string,
  message: RunEvent | Gap,
  { events, gaps }: Account,
): Promise<void> {
  if (message.type !== 'gap') {
    events.push(message);
    return;
  }
  gaps.push(message);
  const at = events.at(-1)?.seq ?? 0;
  if (message.after !== at) throw new Error(`a gap after ${message.after}, but the last event was ${at}`);
  const missed = await journalOf(url, run, message.after);
  events.push(...missed.filter(({ seq }) => seq < message.next));
}
