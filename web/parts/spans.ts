/** A span of time as people say it: `8.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function spanOf(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const hours = Math.floor(whole / 3600);
  return hours < 48
    ? `${hours} h ${Math.floor((whole % 3600) / 60)} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Seconds from a start to an end, or until now. */
export function secondsBetween(
  start: string | null,
  end: string | null,
  now: number = Date.now(),
): number | null {
  if (start === null) return null;
  return ((end === null ? now : Date.parse(end)) - Date.parse(start)) / 1000;
}

const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hour12: false });

export const momentOf = (time: string): string => moment.format(Date.parse(time));
export const clockOf = (time: string): string => clock.format(Date.parse(time));
