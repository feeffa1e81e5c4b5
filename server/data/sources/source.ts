import type { CatalogEntry } from '../catalog.ts';
import type { Environment } from '../environment.ts';
import type { Contents } from '../folder.ts';

/** Told while a dataset is loaded. `received` and `total` are bytes of `file` as it travels. */
export type Progress = { message: string; file?: string; received?: number; total?: number };

/** What a source may use. */
export type SourceContext = {
  cacheDir: string;
  datasetsDir?: string | undefined;
  onProgress: (progress: Progress) => void;
  signal?: AbortSignal | undefined;
  environment: Environment;
};

/** Verified data and, in human words, where it came from. */
export type Obtained = { contents: Contents; from: string };

/** One place a dataset may come from. */
export type Source = {
  /** Human words, for lists and errors. */
  title: string;
  /** Only for sources on this machine: whether the data seems to be there. Never throws, never fetches. */
  isHere?: () => Promise<boolean>;
  /** All four files, verified. Throws when this source cannot give them. */
  obtain: () => Promise<Obtained>;
};

/** Makes the source for one dataset; undefined when the dataset cannot come from there. */
export type SourceMaker = (entry: CatalogEntry, context: SourceContext) => Source | undefined;
