/** The points of a line through finite values, spread over the whole box with a little room. */
export function sparkPoints(values: ArrayLike<number>, width: number, height: number): string {
  const finite = Array.from(values).flatMap((value, i) =>
    Number.isFinite(value) ? [[i, value] as const] : [],
  );
  if (finite.length === 0) return '';
  const numbers = finite.map(([, value]) => value);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const last = Math.max(1, values.length - 1);
  const inner = height - 4;
  return finite
    .map(([i, value]) => {
      const y = high > low ? 2 + inner * (1 - (value - low) / (high - low)) : height / 2;
      return `${((i / last) * width).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
