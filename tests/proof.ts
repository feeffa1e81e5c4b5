/** `npm run prove` runs the long form of what `npm test` runs in a short one, to be done on two cores in minutes. */
export const isLong = process.env.PROVE === '1';

/** How often something is tried, in the long form and in the short one. */
export const times = (long: number, short: number): number => (isLong ? long : short);

/**
 * A property that is tried for about `ms`: what is left of its runs then passes untried.
 * fast-check's own limit leaves the run that it interrupts going on behind the test's back, on a server that goes away.
 */
export function forAbout<Given extends unknown[]>(
  ms: number,
  property: (...given: Given) => Promise<void>,
): (...given: Given) => Promise<void> {
  let until: number | undefined;
  return async (...given) => {
    until ??= Date.now() + ms;
    if (Date.now() < until) await property(...given);
  };
}
