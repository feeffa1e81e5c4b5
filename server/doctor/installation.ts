import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bad, type Finding, good, note } from './finding.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

type Package = { version: string; engines: { node: string }; dependencies: Record<string, string> };

const readPackage = (): Package =>
  JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Package;

/** Whether this Node is one that learnd runs on. */
export function nodeFinding(version = process.versions.node): Finding {
  const { engines } = readPackage();
  const wanted = engines.node.replace(/^>=/, '');
  return isAtLeast(version, wanted)
    ? good('node', `${version}, ${process.platform} ${process.arch}`)
    : bad('node', `${version} is too old: learnd needs ${wanted} or later`);
}

/** What `npm ci` makes, and what it leaves out where it cannot be had. */
export function packageFindings(): Finding[] {
  const { version, dependencies } = readPackage();
  const missing = Object.keys(dependencies).filter((name) => !isInstalled(name));
  return [
    missing.length === 0
      ? good('learnd', `${version} with its ${Object.keys(dependencies).length} packages`)
      : bad('learnd', `${version}; not installed: ${missing.join(', ')}. Run npm ci`),
    existsSync(path.join(ROOT, 'prisma', 'generated', 'client.ts'))
      ? good('database', 'the client of SQLite is made')
      : bad('database', 'the client of SQLite is not made: run npm run postinstall'),
    existsSync(path.join(ROOT, 'web/dist/index.html'))
      ? good('dashboard', 'is made')
      : note('dashboard', 'is not made, there will be no pages at /: run npm run build'),
  ];
}

function isInstalled(name: string): boolean {
  const places = require.resolve.paths(name) ?? [];
  return places.some((place) => existsSync(path.join(place, name, 'package.json')));
}

function isAtLeast(version: string, wanted: string): boolean {
  const [have, need] = [version, wanted].map((text) => text.split('.').map(Number));
  const at = need!.findIndex((part, i) => part !== (have![i] ?? 0));
  return at < 0 || have![at]! > need![at]!;
}
