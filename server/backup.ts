/**
 * Started by path: `backup.ts take FOLDER` copies the data folder of the configuration there, `backup.ts check FOLDER`
 * reads such a copy through; a third word `json` says it in JSON. Ends with 1 when there is no backup, or one that lacks something.
 */
import { backUp, type Contents, inspectBackup } from './backup/backup.ts';
import { readConfig } from './config.ts';

const [task, folder = '', form] = process.argv.slice(2);

try {
  const contents =
    task === 'check' ? await inspectBackup(folder) : await backUp(readConfig(process.env).data, folder);
  report(contents);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function report({ runs, events, artifacts }: Contents): void {
  const { count, bytes, missing, damaged } = artifacts;
  if (form === 'json') console.log(JSON.stringify({ folder, runs, events, artifacts }, null, 2));
  else console.log(`${folder}: ${runs} runs, ${events} events, ${count} artifacts of ${bytes} bytes`);
  for (const digest of missing)
    console.error(`missing: ${digest} is named by a run or an upload, and is not there`);
  for (const digest of damaged)
    console.error(`damaged: ${digest} has other bytes than its name says; it was left out`);
  if (missing.length + damaged.length > 0) process.exitCode = 1;
}
