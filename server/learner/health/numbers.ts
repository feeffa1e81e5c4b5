/** Three digits, as people say a number. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : 'infinite';
  const size = Math.abs(value);
  if (size >= 10_000 || (size > 0 && size < 0.001)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

export function percent(share: number): string {
  const parts = 100 * share;
  return `${parts > 99 && parts < 100 ? parts.toFixed(2) : parts.toFixed(0)} %`;
}
