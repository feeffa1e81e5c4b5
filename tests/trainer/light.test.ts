import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const MAIN = new URL('../../server/trainer/main.ts', import.meta.url);
/** What is left at run time: types are gone by then. */
const IMPORT = /^(?:import|export) (?!type )[^;]*? from '([^']+)'/gms;

/** Packages that a module loads, itself or through others of ours. */
function packagesOf(file: URL, seen = new Set<string>(), packages = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return packages;
  seen.add(file.href);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    if (name!.startsWith('.')) packagesOf(new URL(name!, file), seen, packages);
    else
      packages.add(
        name!
          .split('/')
          .slice(0, name!.startsWith('@') ? 2 : 1)
          .join('/'),
      );
  }
  return packages;
}

test('a trainer loads what trains, and no validator: each job would wait a second for it', () => {
  const packages = packagesOf(MAIN);
  expect(packages).toContain('@tensorflow/tfjs');
  expect([...packages].filter((name) => name.startsWith('typebox'))).toEqual([]);
});
