import type { Receipt } from '../../shared/receipt.ts';
import type { Difference } from './comparison.ts';
import type { Trained } from './kept.ts';
import type { Replayed } from './replay.ts';

/** What comes out of a verification, for people: 0 when all losses are the same, 1 when one is not. */
export type Verdict = { code: 0 | 1; lines: string[] };

/** @param kept what the compared batches stand on, in order */
export function verdictOf(kept: readonly Trained[], { difference, alike, receipt }: Replayed): Verdict {
  const changed = receipt ? changesSince(kept, receipt) : [];
  if (!difference) {
    const total = alike.train + alike.valid;
    const lines = [`identical: ${total} batches (${alike.train} of training, ${alike.valid} of validation)`];
    return { code: 0, lines: changed.length > 0 ? [...lines, 'although:', ...changed] : lines };
  }
  const why =
    changed.length > 0
      ? ['what is not as it was:', ...changed]
      : ['job, data, code and device are as they were: this device does not say the same numbers twice'];
  return { code: 1, lines: [sentenceOf(difference), ...why] };
}

function sentenceOf({ split, step, kept, now }: Difference): string {
  const batch = split === 'train' ? `batch ${step}` : `validation batch ${step}`;
  return now === undefined
    ? `${batch} differs: loss ${told(kept)} (kept), the replay ended before it`
    : `${batch} differs: loss ${told(kept)} (kept) ${told(now)} (now)`;
}

const told = (loss: number | null): string => (loss === null ? 'not finite' : String(loss));

/** Where attempts had several receipts, each with the batch from which on it holds. */
function changesSince(kept: readonly Trained[], now: Receipt): string[] {
  return kept.flatMap(({ step, receipt }) => {
    const changes = changesOf(receipt, now);
    return kept.length > 1 && changes.length > 0 ? [`  from batch ${step} on:`, ...changes] : changes;
  });
}

/** Which parts of a receipt are not as they were, a line each. */
function changesOf(kept: Receipt, now: Receipt): string[] {
  return [
    ...(kept.spec === now.spec
      ? []
      : ['  job: its spec reads otherwise, as another version fills in or leaves out more']),
    ...(kept.data === now.data ? [] : ['  data: other images or labels under the same name']),
    ...codeChanges(kept.code, now.code),
    ...fields(kept.device, now.device).map((line) => `  device: ${line}`),
  ];
}

function codeChanges(
  { digest: before, ...kept }: Receipt['code'],
  { digest, ...now }: Receipt['code'],
): string[] {
  const named = fields(kept, now).map((line) => `  code: ${line}`);
  return before === digest ? named : ['  code: the sources that decide the numbers have changed', ...named];
}

const fields = <T extends object>(kept: T, now: T): string[] =>
  (Object.keys(kept) as (keyof T & string)[])
    .filter((key) => kept[key] !== now[key])
    .map((key) => `${key} ${kept[key]} (kept) ${now[key]} (now)`);
