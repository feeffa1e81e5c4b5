/**
 * Started by path: `doctor.ts URL text|json colors|plain` looks whether learnd can work on this machine, as a server that
 * is started with this environment would, and at the server at URL unless that is empty. Ends with 1 when something would
 * keep it from working. Changes nothing.
 */
import path from 'node:path';
import { styleText } from 'node:util';
import { tokenIn } from '../client/index.ts';
import type { Config } from './config.ts';
import { bad, type Finding, found, good, note } from './doctor/finding.ts';
import { nodeFinding, packageFindings } from './doctor/installation.ts';

const [url = '', form, look] = process.argv.slice(2);
// `learnd doctor | head -1`: whoever read has seen enough.
process.stdout.on('error', () => process.exit(1));

const findings: Finding[] = [];
const tell = (...more: Finding[]): void => {
  findings.push(...more);
  if (form === 'text') for (const finding of more) console.log(lineOf(finding));
};

tell(nodeFinding(), ...packageFindings());
// What an installation that is not whole lacks is found above: nothing of it may be loaded before that is told.
const config = await settings();
// Where the settings are mistaken nobody knows which data, port and devices are meant.
if (config) {
  tell(...(await found('server', () => serverAt(config))));
  tell(
    ...(await found('data', async () =>
      (await import('./doctor/data-folder.ts')).dataFolderFindings(config.data),
    )),
  );
  tell(...(await found('datasets', () => datasets(config))));
  tell(...(await found('devices', async () => (await import('./doctor/devices.ts')).deviceFindings(config))));
}

const isWell = findings.every(({ status }) => status !== 'bad');
if (form === 'json') console.log(JSON.stringify({ ok: isWell, findings }, null, 2));
else console.log(isWell ? 'learnd can work here.' : 'Something keeps learnd from working here: see above.');
process.exitCode = isWell ? 0 : 1;

/** Those of the environment; null when they are mistaken. */
async function settings(): Promise<Config | null> {
  try {
    const { readConfig } = await import('./config.ts');
    const config = readConfig(process.env);
    const count = Object.keys(process.env).filter((name) => name.startsWith('LEARND_')).length;
    tell(good('settings', `${count} LEARND_* variables are set`));
    return config;
  } catch (error) {
    tell(bad('settings', (error as Error).message));
    return null;
  }
}

async function serverAt({ host, port, access }: Config): Promise<Finding[]> {
  const { serverFindings, tokenFinding } = await import('./doctor/server.ts');
  const token = tokenIn(process.env.LEARND_TOKEN);
  return [tokenFinding({ access }, host), ...(await serverFindings(url, { host, port }, token))];
}

async function datasets({ data, datasets: folder }: Config): Promise<Finding[]> {
  const { datasetsOf } = await import('./datasets.ts');
  const places = { cacheDir: path.join(data, 'datasets'), datasetsDir: folder ?? undefined };
  return (await datasetsOf(places).list()).map(({ name, available, source }) =>
    available ? good(name, `at hand: ${source}`) : note(name, 'not at hand: fetched when a job needs it'),
  );
}

function lineOf({ about, status, text }: Finding): string {
  const [mark, color] = ({ good: ['✓', 'green'], note: ['·', 'yellow'], bad: ['✗', 'red'] } as const)[status];
  const painted = look === 'colors' ? styleText(color, mark) : mark;
  return `${painted} ${about.padEnd(20)}${text.replaceAll('\n', `\n${' '.repeat(22)}`)}`;
}
