import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath, copyIntoCache } from '../cache-folder.ts';
import { filesOf } from '../catalog.ts';
import type { CommandResult } from '../command.ts';
import { readFolder, requireFiles } from '../folder.ts';
import type { SourceContext, SourceMaker } from './source.ts';

const NETWORK = [
  '-q',
  '-o',
  'Acquire::Retries=1',
  '-o',
  'Acquire::http::Timeout=10',
  '-o',
  'Acquire::https::Timeout=10',
];
/** apt's words for package lists that are empty or older than the mirror. A dead network says other things. */
const LISTS_TO_BLAME = /unable to locate package|can't find a source|404\s+not found/i;

/** Debian's package, fetched and unpacked in a temporary folder, without root and without installing anything. */
export const aptSource: SourceMaker = (entry, context) => {
  const { debian } = entry;
  if (debian === undefined) return undefined;
  const title = `apt-get download ${debian.package}`;
  return {
    title,
    obtain: async () => {
      const { environment, onProgress, signal } = context;
      if (!(await environment.isDebian())) throw new Error('this is not a Debian system with apt-get');
      const work = await mkdtemp(join(environment.temporaryDir, 'learnd-apt-'));
      try {
        await download(debian.package, work, context);
        const archive = (await readdir(work)).find((name) => name.endsWith('.deb'));
        if (archive === undefined) throw new Error('apt-get ended well but left no .deb file');
        onProgress({ message: `unpacking ${archive}` });
        await command(context, work, ['dpkg-deb', '-x', archive, 'unpacked']);

        const folder = join(work, 'unpacked', debian.folder);
        const contents = await readFolder(folder, entry, signal);
        const paths = await requireFiles(folder, entry);
        for (const file of filesOf(entry)) {
          await copyIntoCache(paths.get(file)!, cachePath(context.cacheDir, entry, file));
        }
        return { contents, from: title };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
  };
};

async function download(packageName: string, work: string, context: SourceContext): Promise<void> {
  const { onProgress } = context;
  const words: Words = ['apt-get', 'download', packageName];
  onProgress({ message: words.join(' ') });
  const first = await run(context, work, words, NETWORK);
  if (first.code === 0) return;
  if (!LISTS_TO_BLAME.test(first.stderr)) throw failed(words, first);

  // The system's lists are root's. Private ones need no root.
  const lists = join(work, 'lists');
  const cache = join(work, 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const own = [...NETWORK, '-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${cache}`];
  onProgress({ message: 'apt-get update, with private package lists' });
  const update = await command(context, work, ['apt-get', 'update'], own);
  onProgress({ message: words.join(' ') });
  const second = await run(context, work, words, own);
  if (second.code === 0) return;
  // An update that reached no mirror ends with code 0; only its warnings tell why the package is still unknown.
  throw failed(words, second, { cause: new Error(update.stderr.trim() || 'apt-get update had worked') });
}

/** Program and arguments. */
type Words = [string, ...string[]];

function run(context: SourceContext, cwd: string, words: Words, options: string[]): Promise<CommandResult> {
  const { environment, signal } = context;
  const [program, ...args] = words;
  return environment.run(program, [...options, ...args], {
    cwd,
    timeoutMs: environment.timeouts.aptMs,
    signal,
  });
}

/** As `run`, but any exit code other than 0 is an error. */
async function command(context: SourceContext, cwd: string, words: Words, options: string[] = []) {
  const result = await run(context, cwd, words, options);
  if (result.code !== 0) throw failed(words, result);
  return result;
}

/** apt marks its errors with "E:"; other programs just write them. */
function failed(words: Words, { code, stderr }: CommandResult, options?: ErrorOptions): Error {
  const lines = stderr.trim().split('\n');
  const errors = lines.filter((line) => line.startsWith('E:'));
  const said = errors.length > 0 ? errors : lines.slice(-3);
  return new Error(`"${words.join(' ')}" ended with code ${code}: ${said.join(' ')}`, options);
}
