import { type Environment, systemEnvironment } from '../environment.ts';
import type { Progress, SourceContext } from './source.ts';

export type DatasetPlaces = {
  /** Folder for fetched files, one folder per dataset in it; made when needed. */
  cacheDir: string;
  /** Folder of datasets already at hand; only read. */
  datasetsDir?: string | undefined;
};

export type LoadOptions = DatasetPlaces & {
  onProgress?: ((progress: Progress) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/** Options with everything that was left out. */
export function contextOf(options: LoadOptions, environment: Partial<Environment>): SourceContext {
  const { cacheDir, datasetsDir, signal, onProgress = () => {} } = options;
  return {
    cacheDir,
    datasetsDir,
    signal,
    onProgress,
    environment: { ...systemEnvironment(), ...environment },
  };
}
