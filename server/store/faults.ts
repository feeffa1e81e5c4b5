/** What happens to a database from outside; none of it is a mistake in a request or in this program. */
export type FaultKind = 'full' | 'read-only' | 'locked' | 'damaged' | 'unreachable';

/** SQLite's primary result codes, which are the low byte of every code. */
const KINDS: Record<number, FaultKind> = {
  5: 'locked',
  6: 'locked',
  8: 'read-only',
  10: 'unreachable',
  11: 'damaged',
  13: 'full',
  14: 'unreachable',
  26: 'damaged',
};
const PRIMARY = 0xff;

/** For whoever asked something of the server: they see the words, so these name no path. */
const SENTENCES: Record<FaultKind, (name: string) => string> = {
  full: () =>
    'The disk of the data folder (LEARND_DATA) is full: nothing can be written until there is room; what was kept can be read',
  'read-only': () =>
    'The database in the data folder (LEARND_DATA) can be read but not written: give the server the right to write there, on a file system that is not read-only',
  locked: () =>
    'Another process has the database in the data folder (LEARND_DATA) locked: try again, and end that process if it stays',
  damaged: (name) =>
    `The database in the data folder (LEARND_DATA) is damaged (${name}): stop the server and restore a backup, as docs/operating.md says`,
  unreachable: (name) =>
    `The database in the data folder (LEARND_DATA) cannot be read or written (${name}): its disk fails, is gone, or has become read-only`,
};

export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault';
  readonly kind: FaultKind;

  /** @param sqlite SQLite's own name of it, such as SQLITE_FULL */
  constructor(kind: FaultKind, sqlite: string, options?: ErrorOptions) {
    super(SENTENCES[kind](sqlite), options);
    this.kind = kind;
  }
}

/** What libsql throws, as a DatabaseFault where it is one. */
export function translated(error: unknown): unknown {
  const { rawCode, code } = error as { rawCode?: number; code?: string };
  const kind = rawCode === undefined ? undefined : KINDS[rawCode & PRIMARY];
  return kind ? new DatabaseFault(kind, code ?? String(rawCode), { cause: error }) : error;
}

/** The fault behind an error, through its causes. */
export function faultBehind(error: unknown): DatabaseFault | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof DatabaseFault) return at;
  return null;
}
