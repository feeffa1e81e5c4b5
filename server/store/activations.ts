import { setImmediate } from 'node:timers/promises';
import type { Activations } from '../../shared/resources.ts';
import type { Database } from './database.ts';
import { UnknownName, UnknownRun } from './errors.ts';
import { readSpec } from './job-view.ts';
import { LayerTable } from './layer-table.ts';
import { readFacts } from './run-view.ts';
import { countRows, refuseOver } from './series-limit.ts';
import { readEntries, readSpans, type SpanQuery, type Window } from './spans.ts';

export type ActivationsQuery = Window & {
  /** All hooked layers, unless said. */
  layers?: readonly string[] | undefined;
  /** At most so many batches a layer, extremes kept; all unless said. */
  points?: number | undefined;
};

/** Mean, deviation, dead share; the step beside them. */
const SCALARS = 4;

/**
 * Puts the activation statistics of a run together, by layer. Histograms are most of their bytes: only those of the batches
 * that were chosen for the answer are kept, and for them the entries that have them are read again.
 * @throws UnknownRun, UnknownName, TooMuchAsked
 */
export async function readActivations(
  database: Database,
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
  const layers = new Map<string, LayerTable>();
  for (const { name } of readFacts(row.facts)?.layers ?? []) layers.set(name, new LayerTable());
  const { from, to, points } = query;
  const spans: SpanQuery = { run, type: 'activations', split: 'train', from, to, until: row.lastSeq };
  const count = asked?.size ?? Math.max(1, layers.size);
  refuseOver({
    rows: await countRows(database, spans, every),
    points,
    perRow: { answer: count * (SCALARS + bins), held: count * SCALARS },
  });

  for await (const span of readSpans<'activations'>(database, spans)) {
    for (const [name, said] of Object.entries(span.entry.layers)) {
      const layer = layers.get(name) ?? new LayerTable();
      layers.set(name, layer);
      if (!asked || asked.has(name)) layer.add(said, span);
    }
  }
  const names = [...(asked ?? layers.keys())];
  const chosen = new Map(names.map((name) => [name, layerOf(layers, name)]));
  const seqs = new Set<number>();
  for (const layer of chosen.values()) {
    for (const seq of layer.choose(points)) seqs.add(seq);
    await setImmediate();
  }
  for await (const said of readEntries(database, run, 'activations', [...seqs])) {
    for (const [name, layer] of chosen) {
      const hist = said.entry.layers[name]?.hist;
      if (hist) layer.addHistograms(hist, said);
    }
  }
  return {
    bins,
    max,
    layers: Object.fromEntries(Array.from(chosen, ([name, layer]) => [name, layer.toWire()])),
  };
}

function layerOf(layers: Map<string, LayerTable>, name: string): LayerTable {
  const layer = layers.get(name);
  if (layer) return layer;
  // Before the model is built nobody knows its layers: any name may turn out to be one.
  if (layers.size === 0) return new LayerTable();
  throw new UnknownName('layer', name, [...layers.keys()]);
}
