import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

type Floor = { folder: string; floor: number; allowed: string[] };

/** The table under "Floors" in docs/architecture.md: the only place where the rule is written. */
function readFloors(): Floor[] {
  const page = readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8');
  const rows = page.matchAll(/^\| `([\w/]+)` \| (\d) \|([^|]*)\|/gm);
  return Array.from(rows, ([, folder, floor, allowed]) => ({
    folder: folder!,
    floor: Number(floor),
    allowed: Array.from(allowed!.matchAll(/`([\w/]+)`/g), ([, name]) => name!),
  }));
}

const floors = readFloors();
/** The room of a file: the longest folder of the table that holds it. */
const roomOf = (file: string): string | undefined =>
  [...floors.map(({ folder }) => folder), 'prisma', 'tests', 'bench', 'examples']
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];

const sources = floors
  .flatMap(({ folder }) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter((file, i, all) => /\.tsx?$/.test(file) && all.indexOf(file) === i);

/** Imports that leave their room for one that the table does not allow, as file:line. */
function trespasses(file: string, text: string): string[] {
  const room = roomOf(file);
  const { allowed } = floors.find(({ folder }) => folder === room)!;
  return text.split('\n').flatMap((line, i) => {
    const target = line.match(/(?:from |import\(|import )'(\.[^']+)'/)?.[1];
    if (!target) return [];
    const there = roomOf(path.posix.normalize(path.posix.join(path.posix.dirname(file), target)));
    if (there === room || (there && allowed.includes(there))) return [];
    return [`${file}:${i + 1}: ${room} may not import ${there ?? target} (docs/architecture.md, Floors)`];
  });
}

describe('the house', () => {
  test('has a floor table whose arrows only go down', () => {
    expect(floors.length).toBeGreaterThan(10);
    for (const { folder, floor, allowed } of floors) {
      for (const name of allowed) {
        const below = floors.find((other) => other.folder === name)?.floor ?? 0;
        expect(below, `${folder} -> ${name}`).toBeLessThan(floor);
      }
    }
  });

  test('is kept by every import', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap((file) => trespasses(file, readFileSync(path.join(ROOT, file), 'utf8')))).toEqual(
      [],
    );
  });

  test('notices an import that breaks it', () => {
    expect(trespasses('server/api/x.ts', "\nimport { y } from '../dispatcher/index.ts';")).toEqual([
      'server/api/x.ts:2: server/api may not import server/dispatcher (docs/architecture.md, Floors)',
    ]);
    expect(
      trespasses('server/learner/x.ts', "import type { y } from '../../shared/events.ts';"),
    ).toHaveLength(1);
    expect(trespasses('server/learner/x.ts', "import { y } from '../engine/index.ts';")).toEqual([]);
  });

  test('has only the store speak to Prisma, and only config.ts read the environment', () => {
    // Those that are started hand it over.
    const handed = ['config', 'main', 'backup', 'verify', 'doctor'].map((name) => `server/${name}.ts`);
    for (const file of sources) {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      if (!file.startsWith('server/store/')) expect(text, file).not.toMatch(/@prisma|prisma\/generated/);
      if (file.startsWith('server/') && !handed.includes(file)) {
        expect(text, file).not.toMatch(/process\.env/);
      }
    }
  });

  test('has no room too large', () => {
    for (const file of sources) {
      const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n').length;
      expect(lines, file).toBeLessThanOrEqual(250);
    }
  });
});
