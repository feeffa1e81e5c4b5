import type { Deeds } from './actors.ts';
import type { Finding } from './audit.ts';

const SHOWN = 5;

/** One table: what was done, then what was checked. */
export function report(
  {
    deeds,
    errors,
    answers,
  }: { deeds: Deeds; errors: readonly string[]; answers: ReadonlyMap<number, number> },
  findings: readonly Finding[],
): string {
  const done = Object.entries(deeds).map(([deed, times]) => `| ${deed} | ${times} | |`);
  const told = Array.from(answers, ([status, times]) => `${times} x ${status}`)
    .sort()
    .join(', ');
  const checked = findings.map(
    ({ check, of, faults }) =>
      `| ${check} | ${of} | ${faults.length === 0 ? 'ok' : `**${faults.length} faults**`} |`,
  );
  const causes = new Map<string, number>();
  for (const error of errors) causes.set(error, (causes.get(error) ?? 0) + 1);
  return [
    '| what | how many | |',
    '| --- | ---: | --- |',
    ...done,
    `| answers to requests | ${Array.from(answers.values()).reduce((sum, times) => sum + times, 0)} | ${told} |`,
    ...Array.from(
      causes,
      ([error, times]) => `| jobs that failed and were tried again | ${times} | ${error} |`,
    ),
    ...checked,
    ...findings.flatMap(({ check, faults }) => faults.slice(0, SHOWN).map((fault) => `\n${check}: ${fault}`)),
  ].join('\n');
}
