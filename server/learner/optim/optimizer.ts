import {
  type Scalar,
  type Tensor,
  tf,
  type Update,
  updateInPlace,
  type Variable,
  variable,
} from '../../engine/index.ts';
import { loadTensors, type OptimizerState, type Remembered, saveTensors } from './optimizer-state.ts';
import type { Settings } from './settings.ts';
import type { Context, Transform } from './transform.ts';

/**
 * An optimizer as the lesson writes it: for each parameter a regularization step, `p *= 1 - lr * weightDecay`, then
 * `p -= lr * direction`. The transform says the direction; decay is never added to the gradient.
 */
export class Optimizer<S extends Settings = Settings> {
  readonly parameters: readonly Variable[];
  readonly settings: S;
  readonly weightDecay: number;
  readonly #transform: Transform<string, S>;
  readonly #remembered: Remembered;
  #steps = 0;

  /** Remembers tensors of the size of the parameters from the start; `dispose` frees them. */
  constructor(
    parameters: readonly Variable[],
    transform: Transform<string, S>,
    settings: S,
    weightDecay = 0,
  ) {
    this.parameters = parameters;
    this.#transform = transform;
    this.settings = settings;
    this.weightDecay = weightDecay;
    this.#remembered = parameters.map((parameter) => remember(transform.init?.(parameter) ?? {}));
  }

  /** Moves each parameter by its gradient. `gradients`: in the order and the shapes of `parameters`, or it is an Error. */
  step(gradients: readonly Tensor[]): void {
    const { parameters, settings, weightDecay } = this;
    if (gradients.length !== parameters.length) {
      throw new Error(`${gradients.length} gradients for ${parameters.length} parameters`);
    }
    const step = this.#steps + 1;
    const shrink = 1 - settings.lr * weightDecay;
    const rule = this.#transform.rule?.({ settings, step });
    if (!rule || !this.#moveTogether({ ...rule, lr: settings.lr, shrink }, gradients)) {
      this.#moveEach(gradients, { settings, step }, shrink);
    }
    this.#steps = step;
  }

  #moveTogether(update: Update, gradients: readonly Tensor[]): boolean {
    const moving = this.parameters.map((parameter, i) => {
      return { parameter, gradient: gradients[i]!, remembered: Object.values(this.#remembered[i]!) };
    });
    return updateInPlace(update, moving);
  }

  #moveEach(gradients: readonly Tensor[], now: Omit<Context<S>, 'scalar'>, shrink: number): void {
    const { parameters, settings, weightDecay } = this;
    tf.tidy(() => {
      const context: Context<S> = { ...now, scalar: scalars() };
      for (const [i, parameter] of parameters.entries()) {
        const direction = this.#transform.update(gradients[i]!, this.#remembered[i]!, context);
        const decayed = weightDecay === 0 ? parameter : tf.mul(parameter, context.scalar(shrink));
        parameter.assign(tf.sub(decayed, tf.mul(direction, context.scalar(settings.lr))));
      }
    });
  }

  /** What the next step leans on, apart from `settings` and the parameters; a copy. */
  state(): OptimizerState {
    return { step: this.#steps, tensors: saveTensors(this.#remembered) };
  }

  /**
   * Takes over the state of an optimizer of the same kind and parameters: with the same settings, the next steps are to
   * the bit those it would have taken. Throws an Error that names what is missing, unknown or of another size.
   */
  loadState({ step, tensors }: OptimizerState): void {
    if (!Number.isSafeInteger(step) || step < 0) throw new Error(`optimizer state has step ${step}`);
    loadTensors(this.#remembered, tensors);
    this.#steps = step;
  }

  /** All that is remembered. */
  tensors(): Variable[] {
    return this.#remembered.flatMap((state) => Object.values(state));
  }

  /** Frees what is remembered between steps; the parameters stay. */
  dispose(): void {
    for (const state of this.#remembered) tf.dispose(state);
  }
}

function remember(initial: Record<string, Tensor>): Record<string, Variable> {
  return Object.fromEntries(
    Object.entries(initial).map(([name, tensor]): [string, Variable] => [name, variable(tensor, false)]),
  );
}

/** Numbers as tensors, each made once; they live as long as the tidy around them. */
function scalars(): (value: number) => Scalar {
  const made = new Map<number, Scalar>();
  return (value) => {
    const known = made.get(value);
    if (known) return known;
    const scalar = tf.scalar(value);
    made.set(value, scalar);
    return scalar;
  };
}
