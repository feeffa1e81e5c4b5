/** One word after `learnd`. */
export type Command = {
  name: string;
  /** One line of the list of commands. */
  summary: string;
  /** The whole help, `Usage: …` first. */
  help: string;
  /** @returns the exit code @throws UsageError, or what it fails with */
  run(argv: readonly string[]): Promise<number>;
};
