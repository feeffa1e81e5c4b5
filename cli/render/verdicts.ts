import type { Verdict } from '../../shared/resources.ts';
import { colors } from './colors.ts';

/** What was found of a layer or of the network, with what to try. */
export function verdictLines({
  layer,
  kind,
  since,
  message,
  advice,
}: Omit<Verdict, 'step' | 'epoch'>): string[] {
  const what = `${layer ?? 'network'}: ${kind}`;
  if (kind === 'healthy') return [colors.green(`✓ ${what}, ${message}`)];
  return [
    colors.yellow(`! ${what} since batch ${since}: ${message}`),
    ...(advice === null ? [] : [colors.dim(`  try: ${advice}`)]),
  ];
}
