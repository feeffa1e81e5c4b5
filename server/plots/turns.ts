import { setImmediate } from 'node:timers/promises';

/** As `map`; between the items others get their turn, since a picture of a hundred layers takes a while. */
export async function inTurns<T, R>(items: readonly T[], draw: (item: T, place: number) => R): Promise<R[]> {
  const drawn: R[] = [];
  for (const [place, item] of items.entries()) {
    drawn.push(draw(item, place));
    await setImmediate();
  }
  return drawn;
}
