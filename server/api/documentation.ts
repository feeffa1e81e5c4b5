import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { DOCS, DOCS_POLICY } from './access/index.ts';
import { IDEMPOTENCY_HEADERS } from './idempotency.ts';
import { readPackage } from './package.ts';
import { asRequest } from './published-schema.ts';

/** Publishes the contract, which is made of the routes that are registered after this. */
export async function publishContract(app: FastifyInstance): Promise<void> {
  const { version, description, license } = await readPackage();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'learnd', version, description, license: { name: license } },
      // Relative to where the document was read: right behind any host, port or proxy.
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'Where the server was started with tokens.' },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: {
        ...schema,
        ...(schema?.body !== undefined && { body: asRequest(schema.body) }),
        ...(schema?.querystring !== undefined && { querystring: asRequest(schema.querystring) }),
        // Only told: the checker would refuse every other header.
        ...(route.config?.takesKey && { headers: IDEMPOTENCY_HEADERS }),
      },
    }),
  });
  // Without a validator URL the page asks nobody on the internet.
  await app.register(swaggerUi, {
    routePrefix: DOCS,
    uiConfig: { validatorUrl: null } as object,
    staticCSP: DOCS_POLICY,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
