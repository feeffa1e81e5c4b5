import { isIP } from 'node:net';
import { Type } from 'typebox';
import type { Issue } from '../shared/problem.ts';
import {
  type AccessSettings,
  hostname,
  isLoopback,
  OPEN_ON_LOOPBACK,
  readTokens,
} from './api/access/index.ts';

const MAX_COUNT = 1_000_000;

/** The variables that say who may come in. */
export const accessVariables = {
  LEARND_HOST: Type.String({ default: OPEN_ON_LOOPBACK.host }),
  LEARND_TOKEN: Type.Optional(
    Type.String({ description: 'Tokens separated by commas, each with read: or write: before it, or bare.' }),
  ),
  LEARND_ALLOWED_HOSTS: Type.Optional(
    Type.String({ description: 'Names that the server is called by, separated by commas.' }),
  ),
  LEARND_CORS_ORIGINS: Type.Optional(
    Type.String({ description: 'Origins of pages of other hosts, separated by commas.' }),
  ),
  LEARND_RATE_LIMIT: Type.Integer({
    minimum: 0,
    maximum: MAX_COUNT,
    default: 6000,
    description: 'Requests a minute of one token, or without one of one address. 0: no limit.',
  }),
  LEARND_MAX_SOCKETS: Type.Integer({
    minimum: 1,
    maximum: MAX_COUNT,
    default: OPEN_ON_LOOPBACK.maxSockets,
    description: 'Sockets that may be open at once.',
  }),
  LEARND_TRUST_PROXY: Type.Optional(
    Type.String({ description: 'Addresses or networks of proxies whose X-Forwarded-For is believed.' }),
  ),
};

/** All but the numbers, which are read as every number is. */
export type AccessRules = Omit<AccessSettings, 'rateLimit' | 'maxSockets'>;

/** @returns the rules, as far as they can be meant, and a sentence for every mistake, in which no token is repeated */
export function readAccess(env: Record<string, string | undefined>): { rules: AccessRules; issues: Issue[] } {
  const issues: Issue[] = [];
  const blame = (name: string, message: string) => void issues.push({ path: `/${name}`, message });
  const list = (name: string, problemOf: (item: string) => string | null): string[] => {
    const items = env[name]?.split(',').map((item) => item.trim()) ?? [];
    for (const item of items) {
      const problem = problemOf(item);
      if (problem !== null) blame(name, `${problem}, got "${item}"`);
    }
    return items;
  };

  const { LEARND_TOKEN: text, LEARND_HOST: host = OPEN_ON_LOOPBACK.host } = env;
  const read = text === undefined ? { tokens: [] } : readTokens(text);
  if ('mistake' in read) blame('LEARND_TOKEN', read.mistake);
  if (text === undefined && !isLoopback(host)) blame('LEARND_HOST', needsToken(host));
  const rules: AccessRules = {
    tokens: 'tokens' in read ? read.tokens : [],
    failureLimit: OPEN_ON_LOOPBACK.failureLimit,
    host,
    allowedHosts: list('LEARND_ALLOWED_HOSTS', hostProblem).map((name) => hostname(bracketed(name)) ?? name),
    origins: list('LEARND_CORS_ORIGINS', originProblem),
    trustedProxies: list('LEARND_TRUST_PROXY', proxyProblem),
  };
  return { rules, issues };
}

const needsToken = (host: string): string =>
  `must be a loopback address such as 127.0.0.1 as long as LEARND_TOKEN is not set, got "${host}": whoever reaches the port could train, read and overwrite everything. Set LEARND_TOKEN, for example to the output of openssl rand -hex 32`;

const bracketed = (name: string): string => (isIP(name) === 6 ? `[${name}]` : name);

/** A name with a port, or one that should stand for many, would never match. */
function hostProblem(name: string): string | null {
  const isBare = isIP(name) === 6 || (/^[^:*]+$/.test(name) && hostname(name) !== undefined);
  return isBare ? null : 'must be names without scheme, port and *, separated by commas';
}

function originProblem(text: string): string | null {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  if (origin === text && /^https?:/.test(text)) return null;
  return /^https?:/.test(origin)
    ? `must be origins as browsers spell them, here ${origin}`
    : 'must be origins such as https://learnd.example.org, separated by commas';
}

/** An address, or a network by its prefix. */
function proxyProblem(text: string): string | null {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && fits && more.length === 0
    ? null
    : 'must be addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas';
}
