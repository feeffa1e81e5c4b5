/** The value below which a share of the values lies (0.5: the median). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low]! + (place - low) * (sorted[Math.ceil(place)]! - sorted[low]!);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
