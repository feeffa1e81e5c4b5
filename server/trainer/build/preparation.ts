import type { JobSpec } from '../../../shared/spec/job-spec.ts';
import type { TrainerEntry } from '../../../shared/trainer.ts';
import { Callback, type Learner, LSUV } from '../../learner/index.ts';
import { augmentationOf } from './augment.ts';
import type { Built } from './index.ts';

type Say = (entries: TrainerEntry[]) => void;

/** What happens to the network before its first batch, and to each batch before it is trained on. */
export function preparationOf(spec: JobSpec, built: Built, say: Say): Callback[] {
  const augmentation = augmentationOf(spec.augment, built.randoms.augment);
  return [...lsuvOf(spec, built, say), ...(augmentation ? [augmentation] : [])];
}

function lsuvOf({ init, batchSize }: JobSpec, { firstImages }: Built, say: Say): Callback[] {
  if (init.kind !== 'lsuv') return [];
  const lsuv = new LSUV({ x: () => firstImages(init.samples ?? batchSize) });
  return [lsuv, new LsuvReport(lsuv, say)];
}

/** Says what LSUV did to each layer. */
class LsuvReport extends Callback {
  override readonly order: number;
  readonly #lsuv: LSUV;
  readonly #say: Say;

  constructor(lsuv: LSUV, say: Say) {
    super();
    this.order = lsuv.order + 1;
    this.#lsuv = lsuv;
    this.#say = say;
  }

  override beforeFit({ resumed }: Learner): void {
    if (resumed) return;
    this.#say(
      this.#lsuv.report.map(({ layer, before, after, iterations, reached, note }) => ({
        type: 'log',
        level: reached ? 'info' : 'warn',
        message: `lsuv ${layer}: mean ${rounded(before.mean)} to ${rounded(after.mean)}, std ${rounded(before.std)} to ${rounded(after.std)} in ${iterations} rounds${note ? `; ${note}` : ''}`,
      })),
    );
  }
}

const rounded = (value: number): string => value.toFixed(3);
