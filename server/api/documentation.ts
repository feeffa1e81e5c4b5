import { readFile } from 'node:fs/promises';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { asRequest } from './published-schema.ts';

/** Publishes the contract, which is made of the routes that are registered after this. */
export async function publishContract(app: FastifyInstance): Promise<void> {
  const { version, description, license } = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'learnd', version, description, license: { name: license } },
      // Relative to where the document was read: right behind any host, port or proxy.
      servers: [{ url: '/' }],
    },
    transform: ({ schema, url }) => ({
      url,
      schema: {
        ...schema,
        ...(schema?.body !== undefined && { body: asRequest(schema.body) }),
        ...(schema?.querystring !== undefined && { querystring: asRequest(schema.querystring) }),
      },
    }),
  });
  // Without a validator URL the page asks nobody on the internet.
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { validatorUrl: null } as object });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
