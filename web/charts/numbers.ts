const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** A number as a chart says it: four digits that count, powers of ten where it is very large or small. */
export function written(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e7)
    ? value
        .toExponential(2)
        .replace(/\.?0+e/, 'e')
        .replace('e+', 'e')
    : plain.format(value);
}
