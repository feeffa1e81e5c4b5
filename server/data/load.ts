import { type CatalogEntry, filesOf } from './catalog.ts';
import { type Dataset, decodeDataset } from './dataset.ts';
import type { Environment } from './environment.ts';
import { DatasetUnavailable, FileRejected, type SourceFailure, UnknownDataset } from './errors.ts';
import { contextOf, type LoadOptions } from './sources/context.ts';
import { sourcesOf } from './sources/order.ts';
import type { Obtained, SourceContext } from './sources/source.ts';

/**
 * Finds a dataset, fetching it if need be, verifies every file by its sha256 and decodes it.
 * `environment` is for tests: production callers leave it out.
 *
 * @throws UnknownDataset; DatasetUnavailable when every source failed; the signal's reason when aborted.
 */
export async function loadDataset(
  name: string,
  options: LoadOptions,
  environment: Partial<Environment> = {},
): Promise<Dataset> {
  const context = contextOf(options, environment);
  const entry = context.environment.catalog.find((known) => known.name === name);
  if (entry === undefined) throw new UnknownDataset(name, namesOf(context));
  const { contents, from } = await obtain(entry, context);
  context.onProgress({ message: `${name}: ${from}` });
  return decodeDataset(entry, contents, from);
}

async function obtain(entry: CatalogEntry, context: SourceContext): Promise<Obtained> {
  const failures: SourceFailure[] = [];
  for (const source of sourcesOf(entry, context)) {
    context.signal?.throwIfAborted();
    try {
      return await source.obtain();
    } catch (error) {
      context.signal?.throwIfAborted();
      failures.push({ source: source.title, error });
    }
  }
  throw new DatasetUnavailable(entry.name, failures, [...mending(failures), ...adviceFor(entry)]);
}

function namesOf(context: SourceContext): string[] {
  return context.environment.catalog.map(({ name }) => name);
}

/** What a source has, but otherwise than published. What was in the cache is gone by now. */
function mending(failures: readonly SourceFailure[]): string[] {
  const isWrong = failures.some(({ error }) => hasRejection(error));
  return isWrong ? ['replace each file that a line above says is wrong by the published one'] : [];
}

function hasRejection(error: unknown): boolean {
  if (error instanceof FileRejected) return true;
  if (error instanceof AggregateError) return error.errors.some(hasRejection);
  return error instanceof Error && hasRejection(error.cause);
}

function adviceFor(entry: CatalogEntry): string[] {
  if (entry.bundled !== undefined) return [`restore ${entry.bundled} from this program's distribution`];
  const names = filesOf(entry).map(({ name }) => name);
  return [
    `put the four files (${names.join(', ')}) in a folder and set LEARND_DATASETS to it`,
    ...(entry.debian ? [`or, on Debian, run apt-get install ${entry.debian.package}`] : []),
    'or use the dataset fashion-mnist-mini, which needs no download',
  ];
}
