import type { Entry } from '../../shared/entries.ts';
import type { EpochRow, Run } from '../../shared/resources.ts';
import type { Tables } from './database.ts';
import type { Reached } from './progress.ts';
import { finite } from './wire.ts';

/** Keeps the epochs table in step with an entry. @param reached the batches done when it was said */
export async function score(
  tables: Tables,
  runId: string,
  entry: Entry,
  { step, valid }: Pick<Reached, 'step' | 'valid'>,
): Promise<void> {
  if (entry.type === 'epoch') {
    const { epoch, split, seconds } = entry;
    const said = { loss: finite(entry.loss), accuracy: finite(entry.accuracy), seconds, step, valid };
    await tables.score.upsert({
      where: { runId_epoch_split: { runId, epoch, split } },
      create: { runId, epoch, split, ...said },
      update: said,
    });
  }
  // An epoch comes again when a step of it does: when it ended after what training goes back to.
  if (entry.type === 'rewind') {
    const isVoid = [{ step: { gt: entry.step } }, { valid: { gt: entry.valid } }];
    await tables.score.deleteMany({ where: { runId, OR: isVoid } });
  }
  if (entry.type === 'epoch' || entry.type === 'rewind') await standing(tables, runId);
}

/** Repeats the last validated epoch on the run, where runs are filtered and sorted by it. */
async function standing(tables: Tables, runId: string): Promise<void> {
  const last = await tables.score.findFirst({ where: { runId, split: 'valid' }, orderBy: { epoch: 'desc' } });
  await tables.run.updateMany({
    where: { id: runId },
    data: {
      epochs: last ? last.epoch + 1 : 0,
      loss: last?.loss ?? null,
      accuracy: last?.accuracy ?? null,
    },
  });
}

/** The epochs table of a run, in order. */
export async function readTable(tables: Tables, runId: string): Promise<EpochRow[]> {
  const rows = new Map<number, EpochRow>();
  for (const row of await tables.score.findMany({ where: { runId }, orderBy: { epoch: 'asc' } })) {
    const { epoch, split, loss, accuracy, seconds } = row;
    const both = rows.get(epoch) ?? { epoch, train: null, valid: null };
    rows.set(epoch, { ...both, [split]: { loss, accuracy, seconds } });
  }
  return [...rows.values()];
}

/** The epoch with the highest accuracy on the validation set, the first of several. */
export function bestOf(table: EpochRow[]): Run['best'] {
  let best: Run['best'] = null;
  for (const { epoch, valid } of table) {
    if (valid?.accuracy == null || (best?.accuracy != null && valid.accuracy <= best.accuracy)) continue;
    best = { epoch, loss: valid.loss, accuracy: valid.accuracy };
  }
  return best;
}
