import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const threads = `${availableParallelism()}`;
/** Each in a process of its own: the memory of one must not slow down the next. */
const SCRIPTS = [
  ['conv2d.ts', threads],
  ['pointwise-and-norms.ts', threads],
  ['loss-updates-input.ts', threads],
] as const;

/** How far the CPU's kernels are from what the machine can do: products for convolutions, bytes for the rest. */
export async function benchKernels(): Promise<string> {
  const tables: string[] = [];
  for (const [script, ...args] of SCRIPTS) {
    const file = fileURLToPath(new URL(script, import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args]);
    tables.push(stdout.trim());
  }
  return tables.join('\n\n');
}
