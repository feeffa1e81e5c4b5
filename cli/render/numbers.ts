/** What stands for a number that is not there: not measured, or not finite. */
const NONE = '-';

/** A number with so many digits after the point. */
export const fixed = (value: number | null, digits: number): string =>
  value === null ? NONE : value.toFixed(digits);

/** A share as per cent. */
export const percent = (share: number | null, digits = 0): string =>
  share === null ? NONE : `${(share * 100).toFixed(digits)} %`;

/** Seconds as people say them: `0.8 s`, `42 s`, `3:05 min`, `1:02 h`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NONE;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${pad(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${pad(Math.floor(whole / 60) % 60)} h`;
}

const pad = (value: number): string => String(value).padStart(2, '0');
