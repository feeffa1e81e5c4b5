import { once } from 'node:events';
import { createServer } from 'node:net';
import { createClient, LearndError, UnreachableError } from '../../client/index.ts';
import type { Config } from '../config.ts';
import { bad, type Finding, good, note } from './finding.ts';

const PATIENCE_MS = 5_000;

/** What listens at the address: of a server that was asked for, or where one that is started here would listen. */
export async function serverFindings(
  asked: string,
  { host, port }: { host: string; port: number },
  token: string | undefined,
): Promise<Finding[]> {
  if (asked !== '') return [await remote(asked, token)];
  if (port === 0) return [good('port', 'any free one')];
  const address = `http://${urlHost(host)}:${port}`;
  if (await isFree(host, port)) return [good('port', `${port} is free, no server runs there`)];
  const server = await remote(address, token);
  return [
    server.status === 'bad'
      ? bad('port', `${port} is taken, and not by a learnd: set LEARND_PORT to another`)
      : server,
  ];
}

async function remote(address: string, token: string | undefined): Promise<Finding> {
  const client = createClient(address, { token });
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await client.request('health', { signal });
    await client.request('listDatasets', { signal });
    return good('server', `a learnd server answers at ${address}`);
  } catch (error) {
    if (error instanceof LearndError && error.status === 401) {
      return note(
        'server',
        `a learnd server answers at ${address}, and wants another LEARND_TOKEN: ${error.detail}`,
      );
    }
    const why = error instanceof UnreachableError ? 'nobody answers there' : (error as Error).message;
    return bad('server', `${address}: ${why}`);
  }
}

async function isFree(host: string, port: number): Promise<boolean> {
  const listener = createServer();
  try {
    listener.listen(port, host);
    await once(listener, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return false;
  } finally {
    listener.close();
  }
}

/** A server that listens everywhere is reached here by loopback. */
const urlHost = (host: string): string =>
  ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;

/** Whether a token is set; what it is is nobody's business. */
export function tokenFinding({ access }: Pick<Config, 'access'>, host: string): Finding {
  const count = access.tokens.length;
  if (count > 0) return good('token', `${count} set: nobody comes in without one`);
  return note('token', `none is set: whoever reaches ${host} may do everything`);
}
