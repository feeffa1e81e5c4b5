import type { CatalogEntry } from './catalog.ts';
import type { Environment } from './environment.ts';
import { contextOf, type DatasetPlaces } from './sources/context.ts';
import { sourcesOf } from './sources/order.ts';
import type { SourceContext } from './sources/source.ts';

/** One dataset as a list shows it. */
export type DatasetDescription = {
  name: string;
  title: string;
  classes: string[];
  counts: { train: number; valid: number };
  /** Height, width, channels. */
  imageShape: [number, number, number];
  /** Whether the data seems to be on this machine. A dataset that is not may still be fetched. */
  available: boolean;
  /** Where it was found, in human words; null when it was not. */
  source: string | null;
};

/** The known datasets and whether they are at hand: nothing is fetched, and of the data only a small file is read. */
export function describeDatasets(
  places: DatasetPlaces,
  environment: Partial<Environment> = {},
): Promise<DatasetDescription[]> {
  const context = contextOf(places, environment);
  return Promise.all(context.environment.catalog.map((entry) => describe(entry, context)));
}

async function describe(entry: CatalogEntry, context: SourceContext): Promise<DatasetDescription> {
  let found: string | null = null;
  for (const source of sourcesOf(entry, context)) {
    if (found === null && (await source.isHere?.())) found = source.title;
  }
  return {
    name: entry.name,
    title: entry.title,
    classes: [...entry.classes],
    counts: { train: entry.train.count, valid: entry.valid.count },
    imageShape: [...entry.image],
    available: found !== null,
    source: found,
  };
}
