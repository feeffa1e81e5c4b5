/** `npm run health-table`: what is said of each recorded training, as a table for docs/verdicts.md. */
import { CASES } from './cases.ts';
import { judge, keysOf, recorded } from './recorded.ts';

const there = new Set(keysOf());
console.log('| training | batches | accuracy | verdicts (since batch) |\n| --- | ---: | ---: | --- |');
for (const { key } of CASES) if (there.has(key)) console.log(rowOf(key));

function rowOf(key: string): string {
  const { facts, looks, trace } = recorded(key);
  const byKind = new Map<string, string[]>();
  for (const { kind, layer, since } of judge(facts, looks)) {
    const of = layer === null ? 'network' : layer;
    byKind.set(kind, [...(byKind.get(kind) ?? []), kind === 'healthy' ? '' : `${of} (${since})`]);
  }
  const said = [...byKind].map(([kind, places]) => `${kind} ${places.join(', ')}`.trim()).join('; ');
  return `| \`${key}\`: ${trace.title} | ${looks.length} | ${trace.valid?.toFixed(3)} | ${said || 'none'} |`;
}
