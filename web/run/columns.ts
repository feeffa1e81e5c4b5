/** Numbers that grow at the end without being copied each time: the room doubles. */
export class Column {
  #values = new Float64Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What is there now, without a copy; good until the next push or truncate. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#makeRoom(this.#length + 1);
    this.#values[this.#length++] = value;
  }

  append(values: ArrayLike<number>): void {
    this.#makeRoom(this.#length + values.length);
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  #makeRoom(length: number): void {
    if (length <= this.#values.length) return;
    const roomier = new Float64Array(Math.max(length, this.#values.length * 2));
    roomier.set(this.values);
    this.#values = roomier;
  }
}

/** Rows of a block: large enough to be few, small enough that the last, half empty one costs little. */
const BLOCK = 1024;

/** Rows of `width` counts, in blocks that are never copied or moved. */
export class Rows {
  readonly width: number;
  readonly #blocks: Uint32Array[] = [];
  #length = 0;

  constructor(width: number) {
    this.width = width;
  }

  get length(): number {
    return this.#length;
  }

  /** One row, without a copy. */
  row(i: number): Uint32Array {
    const at = (i % BLOCK) * this.width;
    return this.#blocks[Math.floor(i / BLOCK)]!.subarray(at, at + this.width);
  }

  /** @param row longer ones lose their end, shorter ones are filled with 0 */
  push(row: ArrayLike<number>): void {
    if (this.#length % BLOCK === 0) {
      this.#blocks[this.#length / BLOCK] = new Uint32Array(BLOCK * this.width);
    }
    const place = this.row(this.#length++);
    for (let bin = 0; bin < this.width; bin++) place[bin] = row[bin] ?? 0;
  }

  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
    this.#blocks.length = Math.ceil(this.#length / BLOCK);
  }
}
