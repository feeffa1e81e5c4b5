import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { LADDER } from '../../client/presets/index.ts';
import { machine } from '../machine.ts';
import type { Climbed } from './climb.ts';
import { rowOf, TITLES, TOLERANCE } from './table.ts';

const PAGE = new URL('../ladder.md', import.meta.url);

/** Puts measured rows into bench/ladder.md; rows that were not measured this time stay, each with its own date. */
export function writePage(climbed: readonly Climbed[]): void {
  const old = existsSync(PAGE) ? readFileSync(PAGE, 'utf8').split('\n') : [];
  const rows = LADDER.flatMap(({ key, title }) => {
    const measured = climbed.find(({ rung }) => rung.key === key);
    return measured ? rowOf(measured) : old.filter((line) => line.startsWith(`| ${title} |`));
  });
  const within = rows.filter((row) => row.includes('| within |')).length;
  const device = climbed[0]?.run.facts?.device;
  writeFileSync(
    PAGE,
    `# The ladder

\`npm run ladder\`, last on ${machine()} Device: ${device?.name} (${device?.version}), ${device?.threads} threads.

Each row is a job of its own, seed 42, one run on a shared machine, on all of Fashion-MNIST (60,000 / 10,000), batch 1024 and 3 epochs unless
said. "course": the validation accuracy in the course's notebooks (fastai/course22p2, 11 to 14). The last but one column
says whether the accuracy is within ${TOLERANCE * 100} points of the course, above or below: ${within} of ${rows.length} are within.

${[...TITLES, ...rows].join('\n')}
`,
  );
}
