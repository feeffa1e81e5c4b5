import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ModelName } from '../models.ts';

export type Peer = {
  name: string;
  /** Ms of a training step: the median of `steps`, on a GPU their mean. */
  step(round: Round): Promise<number>;
  /** Seconds of a shuffled epoch of the lesson model with hooks, of so many images that are in memory. */
  epoch(images: number, batchSize: number): Promise<number>;
  stop(): void;
};

export type Round = { model: ModelName; batchSize: number; hooks: boolean; steps: number };

/** PyTorch beside us, when this machine's python3 has it; otherwise the reason why not. */
export async function startPyTorch(threads: number, device: 'cpu' | 'cuda' = 'cpu'): Promise<Peer | string> {
  const script = fileURLToPath(new URL('./pytorch.py', import.meta.url));
  let said = '';
  // Debian's python3-torch belongs to Debian's python3, which need not be the first on the path.
  for (const python of ['python3', '/usr/bin/python3']) {
    const child = spawn(python, [script, `${threads}`, '--device', device], { stdio: 'pipe' });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = text;
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ended = once(child, 'close').catch(() => {});
    const first = await Promise.race([lines.next(), ended.then(() => undefined)]);
    if (!first || first.done) continue;
    const ask = async (line: string): Promise<number> => {
      child.stdin.write(`${line}\n`);
      return Number((await lines.next()).value);
    };
    return {
      name: `PyTorch ${first.value}`,
      step: ({ model, batchSize, hooks, steps }) =>
        ask(`step ${model} ${batchSize} ${hooks ? 1 : 0} ${steps}`),
      epoch: (images, batchSize) => ask(`epoch ${images} ${batchSize}`),
      stop: () => void child.kill(),
    };
  }
  const why = said.trim().split('\n').at(-1);
  return `PyTorch was not compared: ${why || 'python3 has no torch here'} (Debian: apt-get install python3-torch)`;
}
