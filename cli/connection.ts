import { type Client, createClient, tokenIn } from '../client/index.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export const SERVER = 'http://127.0.0.1:7070';

/** Of every command that asks a server. */
export const SERVER_OPTIONS = {
  url: { value: 'URL', help: `the server (LEARND_URL, or ${SERVER}); its token is taken from LEARND_TOKEN` },
  json: { help: 'print JSON instead of text' },
} as const;

/** The address of the server. @throws UsageError when it is none */
export function addressOf(url: string | undefined, { env }: Pick<World, 'env'>): string {
  const [from, address] = url === undefined ? ['LEARND_URL', env.LEARND_URL || SERVER] : ['--url', url];
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw new UsageError(`${from} must be an address such as ${SERVER}, got "${address}".`);
  }
  return address;
}

/** A client of the server that was asked for. @throws UsageError when there can be none */
export function connect(url: string | undefined, world: Pick<World, 'env'>): Client {
  const address = addressOf(url, world);
  try {
    return createClient(address, { token: tokenIn(world.env.LEARND_TOKEN) });
  } catch (error) {
    throw new UsageError(`LEARND_TOKEN: ${(error as Error).message}.`, { cause: error });
  }
}
