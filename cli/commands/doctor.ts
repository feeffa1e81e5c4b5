import { addressOf, SERVER_OPTIONS } from '../connection.ts';
import { command } from './command.ts';
import { runEntry } from './entry.ts';

export const doctor = command({
  name: 'doctor',
  summary: 'what is installed, what works here, what would keep learnd from it',
  operands: [],
  options: SERVER_OPTIONS,
  about: `Looks at this machine and at LEARND_* as a server would have them; a server need not run, and nothing is changed.

Ends with 0 when learnd can work here, 1 when something would keep it from it.`,
  async run({ values: { url, json } }, world) {
    // Without a word about a server it is the one that would be started here.
    const asked = url === undefined && !world.env.LEARND_URL ? '' : addressOf(url, world);
    return runEntry(
      'doctor',
      [asked, json ? 'json' : 'text', world.stdout.isTTY ? 'colors' : 'plain'],
      world,
    );
  },
});
