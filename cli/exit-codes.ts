/** What the commands end with; docs/cli.md tells it to people. `verify` has codes of its own. */
export const EXIT = {
  ok: 0,
  /** The run failed, or what was asked for could not be done. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** The run was cancelled. */
  cancelled: 3,
  /** No server answers, or not any more. */
  unreachable: 4,
  /** Ctrl-C: as a shell has it. The run goes on. */
  interrupted: 130,
} as const;
