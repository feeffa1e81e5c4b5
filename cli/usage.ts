import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command was called in a way that it does not understand. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads a command line, as parseArgs of Node. @throws UsageError, a sentence that names the option */
export function readArguments<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    // Node's second sentence explains how to pass a positional argument that begins with a dash.
    const sentence = (cause as Error).message.split(/\.? (?=[A-Z][a-z]+ )|\.?\n/, 1)[0]!;
    throw new UsageError(`${sentence}.`, { cause });
  }
}

/** The sentence of a failure, with what lies behind it. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && !error.message.includes(error.cause.message)
    ? `${error.message}\n  because: ${messageOf(error.cause)}`
    : error.message;
}
