import type { World } from '../world.ts';

/** One option of a command. */
export type Option = {
  /** How help names its value; a switch has none. */
  value?: string;
  short?: string;
  /** May be given several times. */
  many?: boolean;
  help: string;
  /** What may stand there: for completion, the command has the say. */
  choices?: readonly string[];
};

export type Options = Readonly<Record<string, Option>>;

/** One word that a command takes. */
export type Operand = {
  /** In capitals, as help has it. */
  name: string;
  /** What completion offers: runs of the server, presets and files, or `choices`. */
  kind: 'run' | 'job' | 'folder' | 'word';
  optional?: boolean;
  /** The last may come several times. */
  many?: boolean;
  choices?: readonly string[];
};

type Value<O extends Option> = O extends { value: string }
  ? O extends { many: true }
    ? string[]
    : string | undefined
  : boolean;

/** A command line that was read. */
export type Given<O extends Options = Options> = {
  values: { -readonly [K in keyof O]: Value<O[K]> };
  operands: string[];
};

/** One word after `learnd`. Help, parsing and completion are all made from it. */
export type Command<O extends Options = Options> = {
  name: string;
  /** One line of the list of commands. */
  summary: string;
  operands: readonly Operand[];
  options: O;
  /** The paragraphs of its help, after the usage. */
  about: string;
  /** @returns the exit code @throws UsageError, or what it fails with */
  run(given: Given<O>, world: World): Promise<number>;
};

/** Keeps the types of the options for `run`, and lets them go for the table. */
export const command = <const O extends Options>(it: Command<O>): Command => it as unknown as Command;
