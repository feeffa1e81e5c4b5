import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Peer = {
  name: string;
  /** Median ms of `steps` training steps. */
  round(batchSize: number, hooks: boolean, steps: number): Promise<number>;
  stop(): void;
};

/** PyTorch beside us, when this machine's python3 has it; otherwise the reason why not. */
export async function startPyTorch(threads: number): Promise<Peer | string> {
  // Debian's python3-torch belongs to Debian's python3, which need not be the first on the path.
  for (const python of ['python3', '/usr/bin/python3']) {
    const child = spawn(python, [fileURLToPath(new URL('./pytorch.py', import.meta.url)), `${threads}`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ended = once(child, 'close').catch(() => {});
    const first = await Promise.race([lines.next(), ended.then(() => undefined)]);
    if (!first || first.done) continue;
    return {
      name: `PyTorch ${first.value}`,
      async round(batchSize, hooks, steps) {
        child.stdin.write(`${batchSize} ${hooks ? 1 : 0} ${steps}\n`);
        return Number((await lines.next()).value);
      },
      stop: () => void child.kill(),
    };
  }
  return 'PyTorch was not compared: python3 has no torch here (Debian: apt-get install python3-torch)';
}
