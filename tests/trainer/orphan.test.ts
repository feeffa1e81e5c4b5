import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const ORPHAN = new URL('../../server/trainer/orphan.ts', import.meta.url).href;

/** A parent whose child hangs: it says the child's pid and waits. */
const child = `import { endWithParent } from ${JSON.stringify(ORPHAN)}; endWithParent(); process.send('up'); setTimeout(() => { for (;;); }, 300);`;
const parent = `
import { fork } from 'node:child_process';
const url = 'data:text/javascript,' + encodeURIComponent(${JSON.stringify(child)});
const hanging = fork('/dev/null', { execArgv: ['--import', 'tsx', '--import', url] });
hanging.once('message', () => console.log(hanging.pid));
setInterval(() => {}, 1000);
`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a trainer that hangs ends with its parent', async () => {
  const killed = spawn(process.execPath, ['--input-type=module', '-e', parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: killed.stdout }), 'line')) as [string];
  const pid = Number(line);
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(isAlive(pid)).toBe(true);
  killed.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});
