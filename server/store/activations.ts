import type { EntryWith, Histograms } from '../../shared/entries.ts';
import type { Activations } from '../../shared/resources.ts';
import type { Database } from './database.ts';
import { sample } from './downsampling.ts';
import { UnknownName, UnknownRun } from './errors.ts';
import { readSpec } from './job-view.ts';
import { readFacts } from './run-view.ts';
import { readSpans, type Window } from './spans.ts';
import { finite, histogram } from './wire.ts';

export type ActivationsQuery = Window & {
  /** All hooked layers, unless said. */
  layers?: readonly string[] | undefined;
  /** At most so many batches a layer, extremes kept; all unless said. */
  points?: number | undefined;
};

type Statistics = EntryWith<'activations'>['layers'][string];

/** Puts the activation statistics of a run together, by layer. @throws UnknownRun, UnknownName */
export async function readActivations(
  database: Database,
  run: string,
  query: ActivationsQuery,
): Promise<Activations> {
  const row = await database.run.findUnique({
    where: { id: run },
    select: { facts: true, job: { select: { spec: true } } },
  });
  if (!row) throw new UnknownRun(run);
  const { bins, max } = readSpec(row.job.spec).hooks;
  const layers = new Map<string, LayerTable>();
  for (const { name } of readFacts(row.facts)?.layers ?? []) layers.set(name, new LayerTable());
  for await (const { entry, from, to } of readSpans(database, {
    ...query,
    run,
    type: 'activations',
    split: 'train',
  })) {
    for (const [name, statistics] of Object.entries(entry.layers)) {
      const layer = layers.get(name) ?? new LayerTable();
      layers.set(name, layer);
      layer.add(statistics, { from: entry.from, every: entry.every }, from, to);
    }
  }
  const names = query.layers ?? [...layers.keys()];
  return {
    bins,
    max,
    layers: Object.fromEntries(names.map((name) => [name, layerOf(layers, name).toWire(query.points)])),
  };
}

function layerOf(layers: Map<string, LayerTable>, name: string): LayerTable {
  const layer = layers.get(name);
  if (layer) return layer;
  // Before the model is built nobody knows its layers: any name may turn out to be one.
  if (layers.size === 0) return new LayerTable();
  throw new UnknownName('layer', name, [...layers.keys()]);
}

/** One row a watched batch. */
class LayerTable {
  readonly #step: number[] = [];
  readonly #mean: number[] = [];
  readonly #std: number[] = [];
  readonly #dead: number[] = [];
  readonly #hist: { of: Histograms; batch: number }[] = [];

  /** Takes the batches within `from` to `to`; whatever was said before of these and later steps comes again. */
  add(said: Statistics, first: { from: number; every: number }, from: number, to: number): void {
    const columns = [this.#step, this.#mean, this.#std, this.#dead, this.#hist];
    while (this.#step.length > 0 && this.#step.at(-1)! >= from) for (const column of columns) column.pop();
    for (let batch = 0; batch < said.mean.length; batch++) {
      const step = first.from + batch * first.every;
      if (step < from || step >= to) continue;
      this.#step.push(step);
      this.#mean.push(said.mean[batch]!);
      this.#std.push(said.std[batch]!);
      this.#dead.push(said.dead[batch]!);
      this.#hist.push({ of: said.hist, batch });
    }
  }

  toWire(points = Number.POSITIVE_INFINITY): Activations['layers'][string] {
    const rows = sample([this.#mean, this.#std, this.#dead], this.#step.length, points);
    const pick = (column: number[]) => rows.map((row) => finite(column[row]!));
    return {
      step: rows.map((row) => this.#step[row]!),
      mean: pick(this.#mean),
      std: pick(this.#std),
      dead: pick(this.#dead),
      hist: rows.map((row) => histogram(this.#hist[row]!.of, this.#hist[row]!.batch)),
    };
  }
}
