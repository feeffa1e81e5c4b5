import type { Dataset } from '../shared/resources.ts';
import { type DatasetPlaces, describeDatasets } from './data/index.ts';

/** The datasets as the API tells of them. */
export function datasetsOf(places: DatasetPlaces) {
  const list = async (): Promise<Dataset[]> =>
    (await describeDatasets(places)).map(({ counts, imageShape, classes, ...rest }) => ({
      ...rest,
      ...counts,
      classes: [...classes],
      image: [...imageShape],
    }));
  return { list, get: async (name: string) => (await list()).find((dataset) => dataset.name === name) };
}
