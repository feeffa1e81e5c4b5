import type { Issue } from '../../shared/problem.ts';
import type { Dataset } from '../../shared/resources.ts';
import type { Image } from '../../shared/spec/feasible.ts';
import { refuseFor } from './refusal.ts';

/** What a dataset's images are, by name. */
export function imageOf({ name, image, classes, train }: Dataset): Image {
  const [height, width, channels] = image;
  if (height === undefined || width === undefined || channels === undefined) {
    throw new Error(`The dataset ${name} tells its image as [${image}], not [height, width, channels]`);
  }
  return { height, width, channels, classes: classes.length, train };
}

// Node's own decoder skips what is not base64, and takes the URL alphabet too.
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Reads images out of a request. @throws Refusal 400 for what is not base64, 422 for another number of bytes */
export function readImages(texts: readonly string[], { height, width, channels }: Image): Uint8Array[] {
  const broken = texts.flatMap((text, i) =>
    text.length % 4 === 0 && BASE64.test(text)
      ? []
      : issue(i, 'must be base64, padded with = to a multiple of 4'),
  );
  if (broken.length > 0) throw refuseFor(400, broken);
  const images = texts.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
  const size = height * width * channels;
  const misfits = images.flatMap((image, i) =>
    image.length === size
      ? []
      : issue(i, `must be ${size} bytes (${height} x ${width} x ${channels}), got ${image.length}`),
  );
  if (misfits.length > 0) throw refuseFor(422, misfits);
  return images;
}

const issue = (i: number, message: string): Issue[] => [{ path: `/images/${i}`, message }];
