import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Behaviour = {
  /** Whether Range is honoured; true unless said. */
  ranges?: boolean;
  /** A body that breaks after so many bytes; once per entry, then all goes well. */
  broken?: { after: number; fault: 'cut' | 'stall' }[];
  /** Never answers. */
  silent?: boolean;
  /** Answers everything with this code. */
  status?: number;
  /** Says 206 but sends from the start. */
  wrongRange?: boolean;
};

export type FileServer = {
  /** Base URL with a slash at its end. */
  url: string;
  /** Every request so far: "name" or "name from <offset>". */
  requests: string[];
};

/** Serves `files` on a free port of this machine until the test ends. */
export async function serveFiles(
  files: ReadonlyMap<string, Buffer>,
  behaviour: Behaviour = {},
): Promise<FileServer> {
  const requests: string[] = [];
  const broken = [...(behaviour.broken ?? [])];
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    requests.push(start > 0 ? `${name} from ${start}` : name);
    if (behaviour.silent) return;
    const whole = files.get(name);
    if (whole === undefined || behaviour.status !== undefined) {
      response.writeHead(behaviour.status ?? 404).end('an error page');
      return;
    }
    const ranged = start > 0 && behaviour.ranges !== false;
    if (ranged && start >= whole.length) {
      response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end();
      return;
    }
    const from = ranged && !behaviour.wrongRange ? start : 0;
    const body = whole.subarray(from);
    const headers = { 'content-length': body.length };
    const range = { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` };
    response.writeHead(ranged ? 206 : 200, ranged ? { ...headers, ...range } : headers);
    // Only a body that is long enough can break in its middle.
    const broke = broken[0] !== undefined && body.length > broken[0].after ? broken.shift() : undefined;
    if (broke === undefined) response.end(body);
    else breakOff(response, body.subarray(0, broke.after), broke.fault);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

function breakOff(response: ServerResponse, start: Buffer, fault: 'cut' | 'stall'): void {
  response.write(start, () => {
    // A moment, so that the reader has taken what was sent: the end of a connection throws away what waits.
    if (fault === 'cut') setTimeout(() => response.destroy(), 200);
  });
}
