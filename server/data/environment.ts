import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type CatalogEntry, catalog } from './catalog.ts';
import { type RunCommand, runCommand } from './command.ts';

/** Milliseconds. */
export type Timeouts = {
  /** From the request to the first bytes of the answer. */
  connectMs: number;
  /** Between two chunks. */
  idleMs: number;
  /** Pause before the one retry. */
  retryPauseMs: number;
  /** A part file not written to for this long has lost its owner; must be longer than idleMs. */
  stalePartMs: number;
  /** For one apt-get or dpkg command. */
  aptMs: number;
};

/** The world outside, as the sources see it. Tests give another one. */
export type Environment = {
  catalog: readonly CatalogEntry[];
  fetch: typeof fetch;
  run: RunCommand;
  /** Whether apt-get can be used to get a package. */
  isDebian: () => Promise<boolean>;
  temporaryDir: string;
  timeouts: Timeouts;
};

/** The real world. */
export function systemEnvironment(): Environment {
  return {
    catalog,
    fetch: globalThis.fetch,
    run: runCommand,
    isDebian: async () =>
      (await usable('/etc/debian_version')) && (await usable('/usr/bin/apt-get', constants.X_OK)),
    temporaryDir: tmpdir(),
    timeouts: { connectMs: 5_000, idleMs: 15_000, retryPauseMs: 500, stalePartMs: 60_000, aptMs: 300_000 },
  };
}

async function usable(path: string, mode?: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}
