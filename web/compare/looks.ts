/** Of each run a colour and a pattern, for those who do not tell colours apart. */
export type Look = { color: string; dash?: number[] };

const DASHES: readonly number[][] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 2, 2, 2, 2, 2]];

export const lookOf = (n: number): Look => {
  const dash = DASHES[n % DASHES.length]!;
  return { color: `--series-${(n % DASHES.length) + 1}`, ...(dash.length > 0 && { dash }) };
};
