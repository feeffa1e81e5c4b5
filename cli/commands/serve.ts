import { pathToFileURL } from 'node:url';
import { command } from './command.ts';
import { entryOf } from './entry.ts';

export const serve = command({
  name: 'serve',
  summary: 'run the server; configured by LEARND_* variables',
  operands: [],
  options: {},
  about: `Runs the server until SIGTERM or SIGINT. It prints one line with its address; logs go to stderr.
Everything is configured by LEARND_* variables of the environment: README.md lists them.`,
  async run() {
    // In this very process: the signals, the pid and the memory limit that a service manager knows are the server's.
    await import(pathToFileURL(entryOf('main')).href);
    // It listens now, and ends the process itself.
    return new Promise<number>(() => {});
  },
});
