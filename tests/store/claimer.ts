// A process that claims jobs until none is left, and prints their ids: node --import tsx claimer.ts <file> <worker>
import { openStore } from '../../server/store/index.ts';

const [file = '', worker = ''] = process.argv.slice(2);
const store = await openStore(file);
const ids: string[] = [];
for (
  let claim = await store.jobs.claim(worker, ['wasm']);
  claim;
  claim = await store.jobs.claim(worker, ['wasm'])
) {
  ids.push(claim.id);
}
await store.close();
console.log(JSON.stringify(ids));
