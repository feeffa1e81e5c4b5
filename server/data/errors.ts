/** What one source was and why it could not give the dataset. */
export type SourceFailure = { source: string; error: unknown };

/** A file is there, but its content is not what the catalog says. */
export class FileRejected extends Error {
  override readonly name = 'FileRejected';
}

/** No dataset of this name is in the catalog. */
export class UnknownDataset extends Error {
  override readonly name = 'UnknownDataset';
  readonly dataset: string;

  constructor(dataset: string, known: readonly string[]) {
    super(`Unknown dataset "${dataset}". Known: ${known.join(', ')}`);
    this.dataset = dataset;
  }
}

/** Every source failed. The message has one line per source and says what to do; `cause` holds all the errors. */
export class DatasetUnavailable extends Error {
  override readonly name = 'DatasetUnavailable';
  readonly dataset: string;
  readonly failures: readonly SourceFailure[];

  constructor(dataset: string, failures: readonly SourceFailure[], advice: readonly string[]) {
    const lines = [
      `Dataset ${dataset} is not available. Tried:`,
      ...failures.map(({ source, error }) => `- ${source}: ${explain(error)}`),
      'What to do:',
      ...advice.map((line) => `- ${line}`),
    ];
    super(lines.join('\n'), { cause: new AggregateError(failures.map(({ error }) => error)) });
    this.dataset = dataset;
    this.failures = failures;
  }
}

/** One line with the messages of an error and of its causes, outermost first. */
export function explain(error: unknown): string {
  const parts: string[] = [];
  for (
    let at = error;
    at !== undefined && parts.length < 5;
    at = at instanceof Error ? at.cause : undefined
  ) {
    const part = messageOf(at);
    if (part !== '' && !parts.includes(part)) parts.push(part);
  }
  return parts.join(': ').replace(/\s+/g, ' ');
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's failed connection to several addresses is an AggregateError with an empty message.
  if (error.message === '' && error instanceof AggregateError) return error.errors.map(explain).join('; ');
  return error.message || error.name;
}

/** Whether `error` is a system error of this code, such as ENOENT. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
