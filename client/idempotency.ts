import { UnreachableError } from './errors.ts';
import { pauseMs, sleep } from './pause.ts';

export type OnceOptions = {
  /** Name of the request for the server, which makes one job of it however often it comes; a random one unless said. */
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
};

/** Tries in all. An answer that was lost on its way comes with the next; where nobody listens waiting longer is up to the caller. */
const TRIES = 4;

/**
 * Sends a request that makes a job until it is answered. It has the same key each time: whether it was the request that
 * got lost or the answer, there is one job.
 * @throws UnreachableError when no try was answered; whatever else `send` throws, at once
 */
export async function sendOnce<T>(
  send: (key: string) => Promise<T>,
  { idempotencyKey = newKey(), signal }: OnceOptions,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await send(idempotencyKey);
    } catch (error) {
      if (!(error instanceof UnreachableError) || failures + 1 >= TRIES) throw error;
    }
    await sleep(pauseMs(failures), signal);
  }
}

/** Not crypto.randomUUID: pages that came over plain HTTP have none. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
