import type { Receipt } from '../../shared/receipt.ts';
import type { RunFacts } from '../../shared/resources.ts';

type Begun = { attempt: number; step: number };

/**
 * The facts of an attempt, with the receipts of those before as far as batches of theirs still stand: an attempt after an
 * upgrade goes on from what other code has trained. What a trainer goes on from it says first, so `step` is that.
 */
export function withReceipts(facts: RunFacts, before: RunFacts | null, { attempt, step }: Begun): RunFacts {
  const { receipt } = facts;
  if (!receipt) return facts;
  const standing = receiptsOf(before).filter((earlier) => earlier.step < step);
  const isSame = standing.at(-1)?.receipt.digest === receipt.digest;
  return { ...facts, receipts: isSame ? standing : [...standing, { attempt, step, receipt }] };
}

type Standing = Begun & { receipt: Receipt };

/** A version that kept only the last one did not say where its attempt began: it has to count for all before. */
function receiptsOf(facts: RunFacts | null): Standing[] {
  if (facts?.receipts) return facts.receipts;
  return facts?.receipt ? [{ attempt: 1, step: 0, receipt: facts.receipt }] : [];
}
