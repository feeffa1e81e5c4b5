/** `npm run ladder`: the course's experiments as jobs, measured beside the course; writes bench/ladder.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../../cli/server-child.ts';
import { createClient } from '../../client/index.ts';
import { type Climbed, climb } from './climb.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { writePage } from './page.ts';
import { rowOf, TITLES } from './table.ts';

let options: Options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));

const folder = options.url === null ? mkdtempSync(path.join(tmpdir(), 'learnd-ladder-')) : null;
const server = folder ? await startServer({ dataDir: folder, signal: interrupted.signal }) : null;
try {
  const climbed = await measure(options.url ?? server!.url);
  if (!options.mini) writePage(climbed);
  const failed = climbed.filter(({ run }) => run.state !== 'succeeded');
  if (failed.length > 0) process.exitCode = 1;
} catch (error) {
  if (error !== interrupted.signal.reason) throw error;
  console.error('Interrupted: nothing was written.');
  process.exitCode = 130;
} finally {
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}

async function measure(url: string): Promise<Climbed[]> {
  const climbed: Climbed[] = [];
  console.log(TITLES.join('\n'));
  for await (const one of climb(createClient(url), options.rungs, {
    mini: options.mini,
    signal: interrupted.signal,
  })) {
    climbed.push(one);
    console.log(rowOf(one));
  }
  return climbed;
}
