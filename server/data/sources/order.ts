import type { CatalogEntry } from '../catalog.ts';
import { aptSource } from './apt.ts';
import { bundledSource } from './bundled.ts';
import { cacheSource } from './cache.ts';
import { configuredFolderSource } from './configured-folder.ts';
import { debianFolderSource } from './debian-folder.ts';
import { downloadSource } from './download.ts';
import type { Source, SourceContext } from './source.ts';

/** What is at hand first, then what must be fetched. */
const MAKERS = [cacheSource, configuredFolderSource, debianFolderSource, downloadSource, aptSource];

/** The sources of a dataset in the order in which they are tried. */
export function sourcesOf(entry: CatalogEntry, context: SourceContext): Source[] {
  const makers = entry.bundled === undefined ? MAKERS : [bundledSource];
  return makers.map((make) => make(entry, context)).filter((source) => source !== undefined);
}
