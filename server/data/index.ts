export { type DatasetName, isKnownDataset } from './catalog.ts';
export type { Dataset, Split } from './dataset.ts';
export { type DatasetDescription, describeDatasets } from './describe.ts';
export type { Environment } from './environment.ts';
export { DatasetUnavailable, UnknownDataset } from './errors.ts';
export { decodeIdx, type IdxArray } from './idx.ts';
export { loadDataset } from './load.ts';
export type { DatasetPlaces, LoadOptions } from './sources/context.ts';
export type { Progress } from './sources/source.ts';
