import { open } from 'node:fs/promises';
import type { Timeouts } from './environment.ts';
import { FileRejected } from './errors.ts';
import { sizeOf } from './part-file.ts';

export type Transfer = {
  url: string;
  /** Written to; when it exists already, only the rest is asked for. */
  path: string;
  /** The most bytes to accept. */
  limit: number;
  fetch: typeof fetch;
  timeouts: Timeouts;
  signal?: AbortSignal | undefined;
  /** Bytes so far, of the total if the server tells it. */
  onBytes: (received: number, total: number | undefined) => void;
};

/** A request that failed. `again`: the same request may well work a moment later. */
export class TransferFailed extends Error {
  override readonly name = 'TransferFailed';
  readonly again: boolean;

  constructor(message: string, again: boolean, options?: ErrorOptions) {
    super(message, options);
    this.again = again;
  }
}

/**
 * Fetches one file over HTTP, going on from what is in `path` if the server supports ranges, else from the start.
 * @returns whether the file was resumed, so a wrong hash can be blamed on the old part.
 * @throws TransferFailed; FileRejected when the file cannot be the right one, so that no rest of it is worth asking
 * for; the system's error when it cannot be written; the signal's reason when it was aborted.
 */
export async function transfer(job: Transfer): Promise<{ resumed: boolean }> {
  const clock = new AbortController();
  const expire = (words: string, ms: number, again: boolean) =>
    setTimeout(() => clock.abort(new TransferFailed(`${words} within ${ms} ms`, again)), ms);
  let timer = expire('no answer', job.timeouts.connectMs, false);
  try {
    const have = await sizeOf(job.path);
    const response = await job.fetch(job.url, {
      headers: { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) },
      signal: job.signal ? AbortSignal.any([clock.signal, job.signal]) : clock.signal,
    });
    const from = startOf(response, have);
    // 416: the part has all there is, or too much; its hash decides.
    if (response.status === 416) return { resumed: true };
    const length = response.headers.get('content-length');
    const total = length === null ? undefined : from + Number(length);
    await write(job, response, from, total, () => {
      clearTimeout(timer);
      timer = expire('no data', job.timeouts.idleMs, true);
    });
    return { resumed: from > 0 };
  } catch (error) {
    job.signal?.throwIfAborted();
    // fetch throws TypeErrors for all that goes wrong on the network.
    if (error instanceof TypeError) throw new TransferFailed('the connection failed', true, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    // Lets go of the connection when the body was not read to its end.
    clock.abort();
  }
}

/** The offset at which the answer's body starts. */
function startOf(response: Response, have: number): number {
  if (response.status === 206) {
    const range = response.headers.get('content-range') ?? '';
    if (range.startsWith(`bytes ${have}-`)) return have;
    throw new FileRejected(`asked for bytes from ${have}, the server sent "${range}"`);
  }
  if (response.ok || (response.status === 416 && have > 0)) return 0;
  const again = response.status >= 500 || response.status === 429;
  throw new TransferFailed(`HTTP ${response.status} ${response.statusText}`, again);
}

async function write(
  job: Transfer,
  response: Response,
  from: number,
  total: number | undefined,
  alive: () => void,
): Promise<void> {
  if (response.body === null) throw new TransferFailed('the answer has no body', true);
  const file = await open(job.path, from > 0 ? 'a' : 'w');
  try {
    let received = from;
    for await (const chunk of response.body) {
      alive();
      received += chunk.length;
      if (received > job.limit) throw new FileRejected(`more than ${job.limit} bytes came`);
      await file.write(chunk);
      job.onBytes(received, total);
    }
    if (total !== undefined && received < total) {
      throw new TransferFailed(`cut off after ${received} of ${total} bytes`, true);
    }
  } finally {
    await file.close();
  }
}
