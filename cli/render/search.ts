import type { LrFind } from '../../shared/resources.ts';
import { colors } from './colors.ts';
import { curveLines } from './curve.ts';
import { rateFound } from './rate.ts';

/** Columns beside the curve: its labels and the axis. */
const MARGIN = 12;
const WIDEST = 72;

/** A search for the rate: its curve, and the rate to take. @param width of the terminal */
export function searchLines(found: LrFind, width: number): string[] {
  const columns = Math.max(20, Math.min(WIDEST, width - MARGIN));
  return [
    colors.bold('loss over learning rate'),
    ...curveLines({ x: found.lr, y: found.loss, mark: found.suggestion }, columns),
    rateFound(found),
  ];
}
