/** `npm run prove` runs the long form of what `npm test` runs in a short one, to be done on two cores in minutes. */
export const isLong = process.env.PROVE === '1';

/** How often something is tried, in the long form and in the short one. */
export const times = (long: number, short: number): number => (isLong ? long : short);
