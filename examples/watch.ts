// Trains the bundled mini dataset on a learnd server and prints the loss of every epoch as it comes. The server is the one at
// LEARND_URL; without one it starts a server of its own, in a folder that is gone afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { startServer } from '../cli/server-child.ts';
import { createClient, tokenIn } from '../client/index.ts';
import { lesson } from '../client/presets/index.ts';

const { LEARND_URL, LEARND_TOKEN } = process.env;
const dataDir = mkdtempSync('/tmp/learnd-watch-');
const own = LEARND_URL ? null : await startServer({ dataDir, signal: AbortSignal.timeout(60_000) });
const learnd = createClient(LEARND_URL || own!.url, { token: tokenIn(LEARND_TOKEN) });

const { id } = await learnd.submit(lesson({ mini: true, epochs: 2 }));
for await (const event of learnd.watch(id)) {
  if (event.type === 'epoch')
    console.log(`epoch ${event.epoch} ${event.split} loss ${event.loss?.toFixed(4)}`);
}
await own?.stop();
rmSync(dataDir, { recursive: true });
