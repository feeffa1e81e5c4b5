import type { Run } from '../../shared/resources.ts';
import type { Plot, PlotLook } from '../../shared/routes/plots.ts';
import { drawColorDim, drawDeadChart, drawLoss, drawLrFind, drawStats, soFar } from '../plots/index.ts';
import type { Store } from '../store/index.ts';
import { Refusal } from './refusal.ts';

/** Batches that are averaged one by one; of longer runs as many, with their extremes. */
const MOST_BATCHES = 30_000;
/** Numbers that are read for one picture: half of what an answer may have. */
const MOST_NUMBERS = 1_000_000;
/** Mean, deviation, dead share, step: beside the histogram. */
const SCALARS = 4;

/** @throws Refusal 404 for a picture that this run can never have */
export function refusePlot({ id, spec, lrFind }: Run, plot: Plot): void {
  if (plot === 'loss') return;
  if (plot === 'lr-find') {
    if (spec.kind === 'lr-find' || lrFind) return;
    throw new Refusal(
      404,
      `The run ${id} is a training and has no ${plot}: only runs whose spec has kind "lr-find" search for a learning rate; POST /jobs begins one`,
    );
  }
  if (spec.hooks.layers !== 'none') return;
  throw new Refusal(
    404,
    `The run ${id} has no ${plot}: no layer was watched, since hooks.layers of its spec is "none"`,
  );
}

/** Reads what the picture shows and draws it. @returns an SVG. @throws TooMuchAsked */
export async function sketch({ series }: Store, run: Run, plot: Plot, look: PlotLook): Promise<string> {
  const { from, to } = look;
  const metrics = (names: string[]) =>
    series.metrics(run.id, { names, split: 'train', from, to, points: MOST_BATCHES });
  if (plot === 'loss') return drawLoss(run, await metrics(['loss', 'accuracy']), look);
  if (plot === 'lr-find') {
    const { lr, loss, ...found } = run.lrFind ?? soFar(await metrics(['lr', 'loss']));
    const ofWindow = run.lrFind ? { lr: lr.slice(from, to), loss: loss.slice(from, to) } : { lr, loss };
    return drawLrFind(run, { ...found, ...ofWindow }, look);
  }
  const activations = await series.activations(run.id, { from, to, points: batchesFor(run, look) });
  if (plot === 'color-dim') return drawColorDim(run, activations, look);
  return plot === 'stats' ? drawStats(run, activations, look) : drawDeadChart(run, activations, look);
}

/** As many as there are pixels, or as fit in one answer. */
function batchesFor({ facts, spec }: Run, { width }: PlotLook): number {
  const perBatch = Math.max(1, facts?.layers.length ?? 1) * (SCALARS + spec.hooks.bins);
  return Math.max(2, Math.min(width, Math.floor(MOST_NUMBERS / perBatch)));
}
