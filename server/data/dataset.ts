import type { CatalogEntry, SplitFiles } from './catalog.ts';
import type { Contents } from './folder.ts';
import { decodeIdx } from './idx.ts';

/** `shape` = [n, height, width, channels]; `images` row-major in that order, 0 to 255; one label per image. */
export type Split = { images: Uint8Array; labels: Uint8Array; shape: [number, number, number, number] };

export type Dataset = {
  name: string;
  /** Label i means classes[i]. */
  classes: string[];
  /** Human words: where the data came from. */
  source: string;
  train: Split;
  valid: Split;
};

/** Decodes a dataset's files. @throws Error when images, labels and catalog disagree. */
export function decodeDataset(entry: CatalogEntry, contents: Contents, source: string): Dataset {
  return {
    name: entry.name,
    classes: [...entry.classes],
    source,
    train: decodeSplit(entry, entry.train, contents),
    valid: decodeSplit(entry, entry.valid, contents),
  };
}

function decodeSplit(entry: CatalogEntry, files: SplitFiles, contents: Contents): Split {
  const [height, width, channels] = entry.image;
  const images = decodeFile(files.images.name, contents);
  const labels = decodeFile(files.labels.name, contents);
  const { count } = files;

  const shape: [number, number, number, number] = [count, height, width, channels];
  // Files of one-channel images have no axis for it.
  const stored = channels === 1 ? shape.slice(0, 3) : shape;
  if (images.shape.join() !== stored.join()) {
    throw new Error(`${files.images.name} has shape [${images.shape}], expected [${stored}]`);
  }
  if (labels.shape.length !== 1 || labels.data.length !== count) {
    throw new Error(
      `${files.labels.name} has shape [${labels.shape}], expected [${count}], one label per image`,
    );
  }
  const wrong = labels.data.findIndex((label) => label >= entry.classes.length);
  if (wrong >= 0) {
    const label = labels.data[wrong];
    throw new Error(
      `${files.labels.name}: label ${label} at ${wrong}, but there are ${entry.classes.length} classes`,
    );
  }
  return { images: images.data, labels: labels.data, shape };
}

function decodeFile(name: string, contents: Contents) {
  const bytes = contents.get(name);
  if (bytes === undefined) throw new Error(`${name} was not loaded`);
  try {
    return decodeIdx(bytes);
  } catch (cause) {
    throw new Error(`cannot decode ${name}`, { cause });
  }
}
