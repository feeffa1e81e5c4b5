import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeWebgpu, openDevice } from '../../server/engine/index.ts';
import { Callback, Cancel, type Learner } from '../../server/learner/index.ts';
import { softwareVulkan } from '../software-adapter.ts';
import { tinyLearner, tinyLoader, tinyModel } from './tiny.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const DEVICES = ['wasm', ...(vulkan ? (['webgpu:software'] as const) : [])] as const;

/** Reads each loss, and does with the one of batch `at` what it likes. */
class Reads extends Callback {
  seen = 0;
  readonly #at: number;
  readonly #then: () => void;

  constructor(at = Number.NaN, then: () => void = () => {}) {
    super();
    this.#at = at;
    this.#then = then;
  }

  override afterLoss(learn: Learner): void {
    const { train } = learn.steps;
    learn.read([learn.loss], () => {
      this.seen++;
      if (train === this.#at) this.#then();
    });
  }
}

class FailsAt extends Callback {
  override readonly order = 1;
  readonly #at: number;
  constructor(at: number) {
    super();
    this.#at = at;
  }
  override afterStep({ steps }: Learner): void {
    if (steps.train === this.#at) throw new Error('out of paper');
  }
}

/** Has everybody read before each batch, and is not to be blamed for them. */
class Settles extends Callback {
  override async betweenBatches(learn: Learner): Promise<void> {
    await learn.readable();
  }
}

const cancel = (scope: 'fit' | 'batch') => () => {
  throw new Cancel(scope);
};
const fail = (): void => {
  throw new Error('unreadable');
};

describe.each(DEVICES)('on %s', (device) => {
  beforeAll(async () => {
    await openDevice([device], 1);
  });
  afterAll(closeWebgpu);

  /** How a fit of 6 batches with these ended, and how many losses were read. */
  async function ended(reads: Reads, ...others: Callback[]) {
    const model = tinyModel();
    const learner = tinyLearner(model, reads, ...others);
    const error = await learner.fit(1, { train: tinyLoader(24) }).then(
      () => null,
      ({ message }: Error) => message,
    );
    model.dispose();
    return { error, seen: reads.seen, steps: learner.steps.train };
  }

  test('a fit that fails has told all that was trained before', async () => {
    const told = await ended(new Reads(), new FailsAt(4));
    expect(told).toMatchObject({ error: 'FailsAt.afterStep: out of paper', seen: 5 });
  });

  test('what a reader threw comes before what went wrong after it', async () => {
    expect((await ended(new Reads(1, fail), new FailsAt(2))).error).toBe('Reads.afterLoss: unreadable');
    const cancelled = await ended(new Reads(1, cancel('fit')), new FailsAt(2));
    expect(cancelled).toMatchObject({ error: null, seen: 2 });
  });

  test('a reader’s error is that of the callback that asked', async () => {
    const told = await ended(new Reads(1, fail), new Settles());
    expect(told).toMatchObject({ error: 'Reads.afterLoss: unreadable', seen: 2 });
  });

  test('a batch that a reader cancels is no end of the fit', async () => {
    expect(await ended(new Reads(2, cancel('batch')))).toEqual({ error: null, seen: 6, steps: 6 });
  });
});
