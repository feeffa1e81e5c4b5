import { floatsOf, readable, tf } from '../../engine/index.ts';
import type { Slot } from '../nn/module.ts';

/** The values of some parameters and buffers as they were, copied out of tfjs: whatever happens to them, they come back. */
export class Snapshot {
  readonly #kept: { slot: Slot; data: Float32Array }[];

  private constructor(kept: { slot: Slot; data: Float32Array }[]) {
    this.#kept = kept;
  }

  static async of(slots: readonly Slot[]): Promise<Snapshot> {
    await readable(slots.map(({ value }) => value));
    return Snapshot.atOnce(slots);
  }

  /** Where values can be read at once. */
  static atOnce(slots: readonly Slot[]): Snapshot {
    return new Snapshot(slots.map((slot) => ({ slot, data: floatsOf(slot.value).slice() })));
  }

  restore(): void {
    for (const { slot, data } of this.#kept) {
      // A copy: some backends read the given array only when the tensor is first used.
      tf.tidy(() => slot.value.assign(tf.tensor(data.slice(), slot.value.shape, 'float32')));
    }
  }
}
