/** Nothing can be said of a run: it cannot be read, or cannot be trained here. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}
