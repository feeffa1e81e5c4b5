import { setImmediate } from 'node:timers/promises';
import type { Activations } from '../../shared/resources.ts';
import type { Database } from './database.ts';
import { UnknownName, UnknownRun } from './errors.ts';
import { readSpec } from './job-view.ts';
import { LayerSelection } from './layer-selection.ts';
import { LayerTable } from './layer-table.ts';
import { RecentTables } from './recent-tables.ts';
import { readFacts } from './run-view.ts';
import { countRows, refuseOver } from './series-limit.ts';
import { firstVoid, readEntries, readSpans, type SpanQuery, type Window } from './spans.ts';

export type ActivationsQuery = Window & {
  /** All hooked layers, unless said. */
  layers?: readonly string[] | undefined;
  /** At most so many batches a layer, extremes kept; all unless said. */
  points?: number | undefined;
};

/** Mean, deviation, dead share; the step beside them. */
const SCALARS = 4;

type Layers = Map<string, LayerTable>;

/** Whole runs that were read of late, by run. */
export type RecentLayers = RecentTables<Layers>;
export const recentLayers = (): RecentLayers =>
  new RecentTables((layers) =>
    [...layers.values()].reduce((size, { step }) => size + step.length * (SCALARS + 1), 0),
  );

/**
 * Puts the activation statistics of a run together, by layer. Histograms are most of their bytes: only those of the batches
 * that were chosen for the answer are kept, and for them the entries that have them are read again.
 * @throws UnknownRun, UnknownName, TooMuchAsked
 */
export async function readActivations(
  database: Database,
  recent: RecentLayers,
  run: string,
  query: ActivationsQuery,
): Promise<Activations> {
  const row = await database.run.findUnique({
    where: { id: run },
    select: { facts: true, lastSeq: true, job: { select: { spec: true } } },
  });
  if (!row) throw new UnknownRun(run);
  const { bins, max, every } = readSpec(row.job.spec).hooks;
  const asked = query.layers && new Set(query.layers);
  const hooked = readFacts(row.facts)?.layers ?? [];
  const { from, to, points } = query;
  const spans: SpanQuery = { run, type: 'activations', split: 'train', from, to, until: row.lastSeq };
  const count = asked?.size ?? Math.max(1, hooked.length);
  refuseOver({
    rows: await countRows(database, spans, every),
    points,
    perRow: { answer: count * (SCALARS + bins), held: count * SCALARS },
  });

  const isWhole = !asked && from === undefined && to === undefined;
  const known = isWhole ? recent.take(run) : undefined;
  const layers: Layers = known?.table ?? new Map();
  for (const { name } of hooked) if (!layers.has(name)) layers.set(name, new LayerTable());
  await extend(layers, database, { ...spans, after: known?.until ?? 0 }, asked);
  if (isWhole) recent.keep(run, { table: layers, until: row.lastSeq });

  const chosen = new Map<string, LayerSelection>();
  for (const name of asked ?? layers.keys()) {
    chosen.set(name, new LayerSelection(layerOf(layers, name), points));
    await setImmediate();
  }
  const seqs = new Set([...chosen.values()].flatMap((layer) => layer.seqs));
  for await (const said of readEntries(database, run, 'activations', [...seqs])) {
    for (const [name, layer] of chosen) {
      const hist = said.entry.layers[name]?.hist;
      if (hist) layer.add(hist, said);
    }
  }
  return {
    bins,
    max,
    layers: Object.fromEntries(Array.from(chosen, ([name, layer]) => [name, layer.toWire()])),
  };
}

/** Brings the tables up to date with what was said after `spans.after`. */
async function extend(
  layers: Layers,
  database: Database,
  spans: SpanQuery,
  asked: ReadonlySet<string> | undefined,
): Promise<void> {
  if (spans.after) {
    const step = await firstVoid(database, spans);
    for (const layer of layers.values()) layer.cut(step);
  }
  for await (const span of readSpans<'activations'>(database, spans)) {
    for (const [name, said] of Object.entries(span.entry.layers)) {
      const layer = layers.get(name) ?? new LayerTable();
      layers.set(name, layer);
      if (!asked || asked.has(name)) layer.add(said, span);
    }
  }
}

function layerOf(layers: Layers, name: string): LayerTable {
  const layer = layers.get(name);
  if (layer) return layer;
  // Before the model is built nobody knows its layers: any name may turn out to be one.
  if (layers.size === 0) return new LayerTable();
  throw new UnknownName('layer', name, [...layers.keys()]);
}
