// `npm install` ends here: writes the Prisma client to prisma/generated (ignored by git, made from prisma/schema.prisma).
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const schema = fileURLToPath(new URL('schema.prisma', import.meta.url));
const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');

const { status, signal, error, stdout, stderr } = spawnSync(
  process.execPath,
  [prisma, 'generate', '--schema', schema, '--no-hints'],
  {
    encoding: 'utf8',
    env: {
      // The CLI downloads its schema engine before any command, though `generate` never starts it: naming a file that
      // exists, any file, keeps an installation without the internet from failing.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      ...process.env,
    },
  },
);

if (status !== 0) {
  const end = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${status}`);
  console.error(`${stdout ?? ''}${stderr ?? ''}`.trim());
  console.error(`prisma/generate.mjs: no Prisma client from ${schema} (${end}).`);
  console.error('Mend what is said above, then: npm run postinstall');
  process.exitCode = 1;
}
