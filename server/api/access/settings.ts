import type { Token } from './tokens.ts';

/** Who may come in, from where, and how often. */
export type AccessSettings = {
  /** None: whoever reaches the port may do everything, so it must be a loopback address. */
  tokens: readonly Token[];
  /** The address or name that the server listens at. */
  host: string;
  /** Names that a request may call the server by, besides loopback's and `host`. */
  allowedHosts: readonly string[];
  /** Origins of other hosts whose pages may come in. */
  origins: readonly string[];
  /** Requests a minute by token, or else by address; 0: no limit. */
  rateLimit: number;
  /** Wrong tokens a minute by address, above which each is answered by 429. */
  failureLimit: number;
  /** Sockets that may be open at once. */
  maxSockets: number;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
};

/** A server that only its own machine reaches. */
export const OPEN_ON_LOOPBACK: AccessSettings = {
  tokens: [],
  host: '127.0.0.1',
  allowedHosts: [],
  origins: [],
  rateLimit: 0,
  failureLimit: 30,
  maxSockets: 1000,
  trustedProxies: [],
};
