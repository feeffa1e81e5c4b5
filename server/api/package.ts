import { readFile } from 'node:fs/promises';

export type Package = { version: string; description: string; license: string };

/** What this program says of itself. */
export async function readPackage(): Promise<Package> {
  return JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as Package;
}
