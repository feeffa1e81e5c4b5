/** `npm run bench [epoch|gpu|hostile|kernels|load|memory|step|stream|web]`: measures and writes bench/results.md, with the machine it was measured on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { benchEpoch } from './epoch.ts';
import { benchGpu } from './gpu.ts';
import { benchKernels } from './kernels/index.ts';
import { benchLoad } from './load.ts';
import { machine } from './machine.ts';
import { benchMemory } from './memory.ts';
import { benchStep } from './step.ts';
import { benchStream } from './stream.ts';
import { benchHostile } from './stream-hostile.ts';
import { benchWeb } from './web.ts';

const BENCHES = {
  epoch: benchEpoch,
  gpu: benchGpu,
  hostile: () => benchHostile(),
  kernels: benchKernels,
  load: benchLoad,
  memory: benchMemory,
  step: benchStep,
  stream: benchStream,
  web: benchWeb,
};
const RESULTS = new URL('./results.md', import.meta.url);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`no bench called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`bench/${name} …`);
  const section = `## bench/${name}\n\n${machine()}\n\n${await bench()}\n`;
  console.log(`\n${section}`);
  replaceSection(name, section);
}
process.exit(0);

/** Sections are kept apart, so that one can be measured again without the others. */
function replaceSection(name: string, section: string): void {
  const page = readFileSync(RESULTS, 'utf8');
  const [head = '', ...rest] = page.split(/^(?=## )/m);
  const others = rest.filter((text) => !text.startsWith(`## bench/${name}\n`));
  const sections = [...others.map((text) => `${text.trimEnd()}\n`), section].sort();
  writeFileSync(RESULTS, `${head.trimEnd()}\n\n${sections.join('\n')}`);
}
