import type { FastifyInstance, FastifyReply } from 'fastify';
import { routes } from '../../../shared/routes.ts';
import { BadSafetensors, readHeader } from '../../../shared/safetensors/index.ts';
import type { Artifacts } from '../../artifacts/index.ts';
import { UnknownArtifact } from '../../store/index.ts';
import { runOf, usingCheckpoint } from '../checkpoints.ts';
import type { ApiDeps } from '../deps.ts';
import { knows } from '../etag.ts';
import { handle } from '../handle.ts';
import { refuseFor } from '../refusal.ts';

const MAX_ARTIFACT = 256 * 1024 * 1024;

/** Files in and out. In a scope of their own: no other route takes a body that is not JSON. */
export async function artifactRoutes(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  const { store, artifacts, maxArtifact = MAX_ARTIFACT } = deps;

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      routes.createArtifact.consumes,
      { parseAs: 'buffer' },
      async (_: unknown, bytes: string | Buffer) => bytes,
    );
    const options = { bodyLimit: maxArtifact };
    handle(
      scope,
      'createArtifact',
      async ({ body }) => {
        const bytes = checked(body);
        return store.uploads.keep({
          size: bytes.length,
          digest: () => artifacts.digestOf(bytes),
          put: () => artifacts.put(bytes),
        });
      },
      options,
    );
  });

  handle(app, 'deleteArtifact', async ({ params: { digest } }) => {
    await store.uploads.remove(digest);
    return null;
  });

  handle(app, 'getArtifact', async ({ params: { digest } }, reply) => {
    // The file of one that was dropped may stay a little longer than its rows.
    if (!(await store.uploads.isKept(digest))) throw new UnknownArtifact(digest);
    // The name is the content: whoever has it need never ask again.
    reply.header('cache-control', 'private, max-age=31536000, immutable');
    return send(artifacts, digest, reply);
  });

  handle(app, 'getModel', async ({ params: { id } }, reply) => {
    const run = await runOf(store, id);
    return usingCheckpoint(store, run, undefined, ({ artifact, step }) => {
      reply.header('cache-control', 'no-cache');
      reply.header('content-disposition', `attachment; filename="${run.id}-step-${step}.safetensors"`);
      return send(artifacts, artifact, reply);
    });
  });
}

function checked(bytes: unknown): Uint8Array {
  // What was sent without a type and without a byte has no parser.
  if (!(bytes instanceof Uint8Array)) {
    throw refuseFor(400, [{ path: '', message: 'is required: send the bytes of a safetensors file' }]);
  }
  try {
    readHeader(bytes);
    return bytes;
  } catch (error) {
    if (error instanceof BadSafetensors) throw refuseFor(400, [{ path: '', message: error.message }]);
    throw error;
  }
}

/** @throws MissingArtifact */
async function send(artifacts: Artifacts, digest: string, reply: FastifyReply) {
  const etag = `"${digest}"`;
  const { size, bytes } = await artifacts.stream(digest);
  reply.header('etag', etag);
  if (knows(reply.request.headers['if-none-match'], etag)) {
    bytes.destroy();
    return reply.code(304).send();
  }
  reply.header('content-length', size);
  return bytes;
}
