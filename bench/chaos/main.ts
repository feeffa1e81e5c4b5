/** `npm run chaos`: options.ts tells what it does. The table goes to stdout; faults make it exit with 1. */
import { setMaxListeners } from 'node:events';
import { rmSync } from 'node:fs';
import { createClient } from '../../client/index.ts';
import { machine } from '../machine.ts';
import { playChaos } from './actors.ts';
import * as audit from './audit.ts';
import { settle } from './calm.ts';
import { Dice } from './dice.ts';
import { readKeptDigests } from './kept.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { openPlace, type Place, quotaOf } from './place.ts';
import { freePort } from './port.ts';
import { processesOf } from './processes.ts';
import { Promises } from './promises.ts';
import { report } from './report.ts';
import { chaosServer } from './server.ts';
import { trainTwins } from './twins.ts';

const LEASE_MS = 8000;
/** What subscribers may take, after the last run has ended, to hear of it. */
const LAST_WORDS_MS = 20_000;

let options: Options | 'help';
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
if (options === 'help') {
  console.log(USAGE);
  process.exit(0);
}
const places = [openPlace(), openPlace()] as const;
process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exit((await proveIn(...places, options)) ? 0 : 1);

function cleanUp(): void {
  for (const { folder } of places) for (const { pid } of processesOf(folder)) process.kill(pid, 'SIGKILL');
  for (const place of places) place.remove();
}

async function proveIn(calm: Place, wild: Place, { seconds, seed }: Options): Promise<boolean> {
  console.log(`${machine()}\n${seconds} s, seed ${seed}, small disk: ${wild.kind}. Log: ${wild.log}\n`);
  const undisturbed = chaosServer(calm, await freePort(), {});
  await undisturbed.start();
  const twins = await trainTwins(createClient(undisturbed.url));
  await undisturbed.stop();

  const server = chaosServer(wild, await freePort(), { LEARND_LEASE_MS: String(LEASE_MS), ...quotaOf(wild) });
  await server.start();
  const promises = new Promises(server.url);
  const stage = {
    server,
    place: wild,
    promises,
    dice: new Dice(seed),
    signal: AbortSignal.timeout(1000 * seconds),
  };
  const silence = new AbortController();
  setMaxListeners(0, silence.signal);
  const { deeds, listeners } = await playChaos(stage, silence.signal);

  const client = createClient(server.url);
  const errors = await settle(client, promises);
  setTimeout(() => silence.abort(), LAST_WORDS_MS);
  const heard = await Promise.all(listeners);
  const journals = await audit.journalsOf(client, promises.jobs);
  const findings = [
    await audit.auditPromises(client, promises),
    await audit.auditStrangers(client, promises),
    audit.auditJournals(journals),
    audit.auditSubscribers(heard, journals),
    await audit.auditTwins(client, promises.jobs, twins),
    { check: 'answers are no 500', of: promises.answered, faults: promises.faults },
  ];
  // What a crash left behind goes after the next start.
  await server.stop();
  await server.start();
  await audit.filesAtRest(wild.folder);
  const code = await server.stop();
  findings.push(
    { check: 'the server ends in order', of: 1, faults: code === 0 ? [] : [`it ended with code ${code}`] },
    audit.auditFiles(wild.folder, await readKeptDigests(wild.folder)),
    await audit.auditProcesses(wild.folder),
  );
  console.log(report({ deeds, errors, answers: promises.answers }, findings));
  const isFine = findings.every(({ faults }) => faults.length === 0);
  if (isFine) for (const { log } of [calm, wild]) rmSync(log, { force: true });
  return isFine;
}
