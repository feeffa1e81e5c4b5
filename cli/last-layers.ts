import type { Client, LayerColumns } from '../client/index.ts';
import type { Job, Run } from '../shared/resources.ts';
import type { Layer } from './training.ts';

/** Watched batches that are asked for: the last may have been said in part only. */
const WATCHED = 4;

/** The layers of a run as its last watched batch left them; none when nothing was watched. */
export async function lastLayers(client: Client, { id, spec, facts }: Run, job: Job): Promise<Layer[]> {
  if (!facts || facts.layers.length === 0 || !job.progress?.step) return [];
  const from = Math.max(0, job.progress.step - WATCHED * spec.hooks.every);
  const { bins, layers } = await client.activations(id, { from });
  return Object.entries(layers).flatMap(([name, layer]) => lastOf(name, layer, bins) ?? []);
}

function lastOf(name: string, { step, mean, std, dead, hist }: LayerColumns, bins: number): Layer | null {
  const last = step.length - 1;
  if (last < 0) return null;
  const finite = (column: Float64Array) => (Number.isNaN(column[last]!) ? null : column[last]!);
  return {
    name,
    mean: finite(mean),
    std: finite(std),
    dead: finite(dead),
    hist: [...hist.subarray(last * bins, (last + 1) * bins)],
  };
}
