/**
 * Started by path: `verify.ts RUN URL EPOCHS [json]` trains the beginning of a run again and compares. Ends with 0 when it is
 * identical, 1 when a batch differs, 2 when nothing can be said.
 */
import path from 'node:path';
import { createClient, tokenIn } from '../client/index.ts';
import { readConfig } from './config.ts';
import { verify } from './verify/verify.ts';

const INTERRUPTED = 130;
// With an exit of its own the process clears away what it made.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED));

const [run = '', url = '', epochs, form] = process.argv.slice(2);

try {
  const { data, datasets, threads } = readConfig(process.env);
  const client = createClient(url, { token: tokenIn(process.env.LEARND_TOKEN) });
  const places = { threads, cacheDir: path.join(data, 'datasets'), datasetsDir: datasets };
  const { code, lines } = await verify(client, run, Number(epochs), places);
  console.log(
    form === 'json' ? JSON.stringify({ run, identical: code === 0, lines }, null, 2) : lines.join('\n'),
  );
  process.exitCode = code;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
