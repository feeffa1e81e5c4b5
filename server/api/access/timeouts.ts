/** How long a client may take. A connection costs memory and a descriptor for as long as it is open. */
export type Timeouts = {
  /** For the headers of a request. */
  headersMs: number;
  /** For a whole request: an artifact of 256 MiB at 1 MB/s takes 268 s. */
  requestMs: number;
  /** Without a byte in either direction; above the longest that an answer is waited for. Sockets have their own pings. */
  idleMs: number;
  /** How often Node looks for requests that took too long. */
  everyMs: number;
};

const TIMEOUTS: Timeouts = { headersMs: 15_000, requestMs: 300_000, idleMs: 180_000, everyMs: 5000 };

/** The options of Fastify for them. */
export function timeoutsOf(given: Partial<Timeouts> = {}) {
  const { headersMs, requestMs, idleMs, everyMs } = { ...TIMEOUTS, ...given };
  return {
    connectionTimeout: idleMs,
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: everyMs },
  };
}
