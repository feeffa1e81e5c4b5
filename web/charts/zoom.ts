import { type Signal, signal } from '@preact/signals';

export type Range = readonly [min: number, max: number];

/** What charts of one group have in common. */
export type Group = {
  /** The part of x that is shown; null: all of it. */
  zoom: Signal<Range | null>;
  /** Where the pointer is, in x. */
  hover: Signal<number | null>;
};

export const createGroup = (): Group => ({ zoom: signal(null), hover: signal(null) });

const groups = new Map<string, Group>();

/** The group of that name: charts that name the same are zoomed and hovered together. */
export function groupOf(name: string): Group {
  const group = groups.get(name) ?? createGroup();
  groups.set(name, group);
  return group;
}

/** A range `factor` times as wide around the same middle, inside of `whole`; null for all of it. */
export function scaled([min, max]: Range, factor: number, whole: Range): Range | null {
  const middle = (min + max) / 2;
  const half = ((max - min) / 2) * factor;
  const range: Range = [Math.max(whole[0], middle - half), Math.min(whole[1], middle + half)];
  return range[0] <= whole[0] && range[1] >= whole[1] ? null : range;
}
