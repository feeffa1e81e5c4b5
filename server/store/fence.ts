import { Prisma } from '../../prisma/generated/client.ts';
import type { State } from '../../shared/lifecycle.ts';

/** States in which a worker has the job. */
export const HELD = ['running', 'pausing', 'cancelling'] as const satisfies State[];

export const isHeld = (state: State): state is (typeof HELD)[number] =>
  (HELD as readonly State[]).includes(state);

/** Holds while this attempt has the job "j": what it writes then is not the word of a worker given up long ago. */
export const heldBy = (attempt: number): Prisma.Sql =>
  Prisma.sql`AND j."attempt" = ${attempt} AND j."state" IN (${Prisma.join([...HELD])})`;
