import { Callback, Cancel } from '../callback.ts';
import type { Learner } from '../learner.ts';
import { type LrSuggestion, suggestLr } from './lr-suggestion.ts';
import { Snapshot } from './snapshot.ts';

export type LRFinderOptions = {
  /** Rate of the first batch. */
  startLr?: number;
  /** Each rate over the one before. */
  gamma?: number;
  /** Ends when the loss is more than this times the least that was seen. */
  maxMult?: number;
};

/** Rates and the losses they gave, the last one included, which may not be finite. */
export type LRFinderResult = LrSuggestion & { lr: number[]; loss: number[] };

type LRFinderState = Pick<LRFinderResult, 'lr' | 'loss'>;

/**
 * miniai's LRFinderCB (Smith 2015, arXiv:1506.01186): trains with a rate that grows by `gamma` from batch to batch, and
 * ends the fit when the loss is not finite or far above the least. Validations are left out. Weights and buffers are
 * after the fit, however it ends, what they were before; where the fit goes on from a state, those that the state was
 * loaded with. A least loss below 0 has no multiple to pass: only a loss that
 * is not finite ends the fit then.
 */
export class LRFinder extends Callback {
  /** Before StopOnNonFinite: here a loss that is not finite is a good end. */
  override readonly order = 50;
  override readonly stateName = 'LRFinder';
  readonly #options: Required<LRFinderOptions>;
  #before: Snapshot | null = null;
  #lr: number[] = [];
  #loss: number[] = [];

  /** @throws RangeError for a rate that is not above 0, or a gamma or maxMult that is not above 1 */
  constructor({ startLr = 1e-4, gamma = 1.3, maxMult = 3 }: LRFinderOptions = {}) {
    super();
    if (!(startLr > 0)) throw new RangeError(`startLr is ${startLr}, not above 0`);
    for (const [name, value] of Object.entries({ gamma, maxMult })) {
      if (!(value > 1)) throw new RangeError(`${name} is ${value}, not above 1`);
    }
    this.#options = { startLr, gamma, maxMult };
  }

  /** Of the present or last fit. */
  get result(): LRFinderResult {
    return { lr: [...this.#lr], loss: [...this.#loss], ...suggestLr(this.#lr, this.#loss) };
  }

  override async beforeFit({ model }: Learner): Promise<void> {
    this.#lr = [];
    this.#loss = [];
    this.#before = await Snapshot.of([...model.state()].map(([, slot]) => slot));
  }

  override state(): LRFinderState {
    return { lr: this.#lr, loss: this.#loss };
  }

  override loadState({ lr, loss }: LRFinderState): void {
    this.#lr = [...lr];
    this.#loss = [...loss];
  }

  override beforeEpoch({ training }: Learner): void {
    if (!training) throw new Cancel('epoch');
  }

  override beforeBatch({ opt, steps }: Learner): void {
    opt.settings.lr = this.#options.startLr * this.#options.gamma ** steps.train;
  }

  /** Here and not after the batch: a loss that ends the search makes no update. */
  override afterLoss(learn: Learner): void {
    const { lr } = learn.opt.settings;
    learn.read([learn.loss], ([loss]) => this.#see(lr, loss!));
  }

  #see(lr: number, loss: number): void {
    this.#lr.push(lr);
    this.#loss.push(loss);
    const least = Math.min(...this.#loss);
    const isFar = least > 0 && loss > this.#options.maxMult * least;
    if (isFar || !Number.isFinite(loss)) throw new Cancel('fit');
  }

  override cleanupFit(): void {
    this.#before?.restore();
    this.#before = null;
  }
}
