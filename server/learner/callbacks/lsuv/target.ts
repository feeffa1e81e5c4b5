import type { Activation } from '../../nn/activations.ts';

/** What is brought to deviation 1, and whether its mean is brought to 0 as well. */
export type Target = { output: 'activation' | 'layer'; mean: boolean; note: string | null };

/**
 * What an activation allows. The lesson sets mean and deviation of its output. Where all outputs are on one side of 0,
 * their mean cannot be 0: only the deviation is set, as in the paper. An output bounded on both sides would be driven
 * into its bounds: what goes into the activation is set instead.
 */
export function targetOf({ kind, range: [min, max] }: Activation): Target {
  if (Number.isFinite(min) && Number.isFinite(max)) {
    const note = `${kind} is bounded on both sides: the layer's own output is measured and set`;
    return { output: 'layer', mean: true, note };
  }
  if (min < 0 && max > 0) return { output: 'activation', mean: true, note: null };
  const note = `${kind} is never ${min < 0 ? 'above' : 'below'} 0: its mean cannot be 0 and is left alone`;
  return { output: 'activation', mean: false, note };
}
