/** What stands for a number that is not there: not measured, or not finite. */
const NONE = '-';

/** A table has no room for more digits before the point. */
const LARGE = 1e5;

/** A number with so many digits after the point; one that is large with its power of ten. */
export const fixed = (value: number | null, digits: number): string =>
  value === null
    ? NONE
    : Math.abs(value) < LARGE
      ? value.toFixed(digits)
      : value.toExponential(1).replace('+', '');

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

const AGES: readonly [seconds: number, unit: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** How long ago, in its largest unit: `12 s`, `3 min`, `5 h`, `2 d`. */
export function age(time: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1000));
  const [size, unit] = AGES.find(([size]) => seconds >= size) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** A rate such as 0.06 or 1.2e-5: three digits that count. */
export const brief = (value: number): string => {
  const text = Number(value.toPrecision(3));
  return Math.abs(text) >= 1e-3 || text === 0 ? String(text) : text.toExponential();
};

/** Bytes in the unit that people use for so many. */
export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** 29000 as 29,000. */
export const grouped = (count: number): string => count.toLocaleString('en-US');
