import type { EpochRow } from '../../shared/resources.ts';
import { type Column, header, line } from './columns.ts';
import { fixed } from './numbers.ts';

const COLUMNS: readonly Column[] = [
  { title: 'epoch', width: 5 },
  { title: 'train loss', width: 6 },
  { title: 'train accuracy', width: 6 },
  { title: 'valid loss', width: 6 },
  { title: 'valid accuracy', width: 6 },
  { title: 'seconds', width: 6 },
];

/** Titles of the epochs table. */
export const epochHeader = (): string => header(COLUMNS);

/** One epoch, numbered as the journal does; its seconds are those of training and validation together. */
export function epochLine({ epoch, train, valid }: EpochRow): string {
  const seconds = train || valid ? (train?.seconds ?? 0) + (valid?.seconds ?? 0) : null;
  return line(COLUMNS, [
    String(epoch),
    fixed(train?.loss ?? null, 4),
    fixed(train?.accuracy ?? null, 4),
    fixed(valid?.loss ?? null, 4),
    fixed(valid?.accuracy ?? null, 4),
    fixed(seconds, 1),
  ]);
}
