import { eachColumn, type HeatSource, MOST_COLUMNS, stepsPerColumn } from './heat-columns.ts';
import { VIRIDIS } from './palette.ts';

/**
 * The colourful dimension of one layer on a canvas: a pixel a bin and column, log1p of the counts, the origin below. The
 * page stretches it. Only columns that are new are drawn, unless what was drawn has changed.
 */
export class HeatPicture {
  readonly #context: CanvasRenderingContext2D;
  readonly #bins: number;
  #steps = 0;
  #generation = -1;
  /** Rows that are drawn. */
  #rows = 0;
  /** log1p of the largest count so far: the brightest colour. */
  #top = 0;
  #columns = 0;

  constructor(canvas: HTMLCanvasElement, bins: number) {
    canvas.width = MOST_COLUMNS;
    canvas.height = bins;
    this.#bins = bins;
    this.#context = canvas.getContext('2d', { alpha: true })!;
  }

  /** Columns in use, from the left. */
  get columns(): number {
    return this.#columns;
  }

  /** Steps that share a column. */
  get steps(): number {
    return this.#steps;
  }

  /** @returns whether anything was drawn */
  draw(source: HeatSource): boolean {
    const { step } = source;
    const { length } = step;
    if (length === 0) return false;
    if (source.generation !== this.#generation) {
      this.#generation = source.generation;
      this.#rows = 0;
      this.#top = 0;
    }
    const steps = stepsPerColumn(step[length - 1]!, source.every);
    const top = this.#topOf(source);
    const isNew = this.#rows === 0 || steps !== this.#steps || top > this.#top;
    if (isNew) {
      this.#context.clearRect(0, 0, MOST_COLUMNS, this.#bins);
      this.#rows = 0;
      // Room above, so that a little more does not mean to draw all anew.
      if (top > this.#top) this.#top = top * 1.02;
    }
    if (this.#rows === length) return false;
    this.#steps = steps;
    this.#paint(source, isNew ? 0 : this.#lastColumn(step));
    this.#rows = length;
    this.#columns = Math.floor(step[length - 1]! / steps) + 1;
    return true;
  }

  /** First row of the column that was drawn last: it may not have been full, and is what gaps are filled with. */
  #lastColumn(step: ArrayLike<number>): number {
    let row = Math.max(0, this.#rows - 1);
    const column = Math.floor(step[row]! / this.#steps);
    while (row > 0 && Math.floor(step[row - 1]! / this.#steps) === column) row--;
    return row;
  }

  /** log1p of the largest count of the rows that are not drawn yet. */
  #topOf({ step, row }: HeatSource): number {
    let most = 0;
    for (let i = this.#rows; i < step.length; i++) {
      const counts = row(i);
      for (let bin = 0; bin < this.#bins; bin++) if (counts[bin]! > most) most = counts[bin]!;
    }
    return Math.log1p(most);
  }

  #paint(source: HeatSource, from: number): void {
    const { step } = source;
    const first = Math.floor(step[from]! / this.#steps);
    const width = Math.floor(step[step.length - 1]! / this.#steps) - first + 1;
    const image = this.#context.createImageData(width, this.#bins);
    const pixels = new Uint32Array(image.data.buffer);
    const scale = 255 / (this.#top || 1);
    eachColumn(source, { from, steps: this.#steps, bins: this.#bins }, (column, counts) => {
      for (let bin = 0; bin < this.#bins; bin++) {
        const level = Math.min(255, Math.round(Math.log1p(counts[bin]!) * scale));
        pixels[(this.#bins - 1 - bin) * width + column - first] = VIRIDIS[level]!;
      }
    });
    this.#context.putImageData(image, first, 0);
  }
}
