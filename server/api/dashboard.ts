import { access } from 'node:fs/promises';
import path from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { refuseNoStream } from './live/sockets.ts';
import { Refusal } from './refusal.ts';

/** Everything from this server; pictures of charts are made in the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_MADE = 'The dashboard was not made when learnd was installed: run `npm run build`, then start anew';

/**
 * The pages at `/`, open to all: they hold nothing, and ask for a token before they show anything.
 * @param folder what `npm run build` made; null or empty: `/` says that it is not there
 */
export async function dashboard(app: FastifyInstance, folder: string | null): Promise<void> {
  const isMade =
    folder !== null &&
    (await access(path.join(folder, 'index.html')).then(
      () => true,
      () => false,
    ));
  const open = {
    method: 'GET',
    config: { scope: 'none' },
    schema: { hide: true },
    wsHandler: refuseNoStream,
  } as const;
  if (!isMade) {
    app.route({
      ...open,
      url: '/',
      handler: async () => {
        throw new Refusal(404, NOT_MADE);
      },
    });
    return;
  }
  await app.register(async (pages) => {
    await pages.register(files, {
      root: folder,
      serve: false,
      cacheControl: false,
      setHeaders: (reply, file) => {
        reply.header('content-security-policy', POLICY);
        // Names under assets/ change with what is in them.
        const isNamed = file.startsWith(path.join(folder, 'assets'));
        reply.header('cache-control', isNamed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    for (const [url, file] of [
      ['/', 'index.html'],
      ['/icon.svg', 'icon.svg'],
    ] as const) {
      pages.route({ ...open, url, handler: (_, reply) => reply.sendFile(file) });
    }
    // Looked up as they are asked for: a new build is there without a new start.
    pages.route<{ Params: { '*': string } }>({
      ...open,
      url: '/assets/*',
      handler: ({ params }, reply) => reply.sendFile(`assets/${params['*']}`),
    });
  });
}
