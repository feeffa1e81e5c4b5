import {
  type FromTrainer,
  type Prediction,
  type PredictionEquipment,
  PredictionFailed,
} from '../../shared/trainer.ts';
import { startTrainer, type TrainerProcess } from './trainer-process.ts';

export type Predictor = {
  /**
   * Probabilities by image and class, for any run; requests are answered one after the other, in their order.
   * @throws PredictionFailed
   */
  predict(prediction: Prediction): Promise<number[][]>;
  /** Ends the process; who still waits is refused. */
  stop(): Promise<void>;
};

export type PredictorOptions = {
  /** Another trainer program, for tests. */
  trainer?: string;
  /** How long the process is kept for the next request: to start one takes seconds. */
  warmMs?: number;
  /** How long one request may take, the start of the process included. */
  limitMs?: number;
};

const WARM_MS = 60_000;
const LIMIT_MS = 60_000;
/** Requests, with their images, that may wait. */
const MAX_WAITING = 64;
const GOING_DOWN = 'the server is going down';

/** Predicts in a trainer process of its own, which a crash can take down without the server. */
export function startPredictor(equipment: PredictionEquipment, options: PredictorOptions = {}): Predictor {
  const { trainer: entry, warmMs = WARM_MS, limitMs = LIMIT_MS } = options;
  let trainer: TrainerProcess | undefined;
  let cooling: NodeJS.Timeout | undefined;
  let isStopping = false;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** A process that was kept may have died unnoticed, by no fault of this request: then a new one gets it. */
  async function answer(prediction: Prediction): Promise<number[][]> {
    clearTimeout(cooling);
    const isKept = trainer !== undefined;
    const message = await ask(prediction);
    if (message.type === 'predicted') {
      cooling = setTimeout(retire, warmMs).unref();
      return message.probabilities;
    }
    retire();
    if (message.type === 'gone' && isKept && !isStopping) return answer(prediction);
    throw new PredictionFailed(isStopping ? GOING_DOWN : message.message);
  }

  async function ask(prediction: Prediction): Promise<Answer> {
    if (isStopping) return { type: 'gone', message: GOING_DOWN };
    trainer ??= startTrainer(entry);
    return answerOf(trainer, { ...prediction, ...equipment }, limitMs);
  }

  function retire(): void {
    trainer?.kill();
    trainer = undefined;
  }

  return {
    async predict(prediction) {
      if (waiting >= MAX_WAITING) {
        throw new PredictionFailed(`${waiting} requests are waiting already; try again later`);
      }
      waiting += 1;
      const answered = last.then(() => answer(prediction));
      last = answered.catch(() => {});
      return answered.finally(() => {
        waiting -= 1;
      });
    },
    async stop() {
      isStopping = true;
      clearTimeout(cooling);
      const { ended } = trainer ?? {};
      retire();
      await Promise.all([ended, last]);
    },
  };
}

type Answer =
  | Extract<FromTrainer, { type: 'predicted' | 'failed' }>
  /** The process is gone without an answer. */
  | { type: 'gone'; message: string };

async function answerOf(
  trainer: TrainerProcess,
  request: Prediction & PredictionEquipment,
  limitMs: number,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  let leave = (): void => {};
  try {
    return await new Promise<Answer>((resolve) => {
      leave = trainer.onMessage((message) => {
        if (message.type === 'predicted' || message.type === 'failed') resolve(message);
      });
      trainer.ended.then((how) => resolve({ type: 'gone', message: `the trainer process ${how}` }));
      timer = setTimeout(
        () => resolve({ type: 'failed', message: `it took more than ${limitMs / 1000} s` }),
        limitMs,
      );
      trainer.send({ type: 'predict', request });
    });
  } finally {
    clearTimeout(timer);
    leave();
  }
}
