import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startServer } from '../cli/server-child.ts';
import { createClient } from '../client/index.ts';
import { LADDER } from '../client/presets/index.ts';
import { type Device, openDevice } from '../server/engine/index.ts';
import type { DeviceName } from '../shared/spec/device.ts';
import { climb } from './ladder/climb.ts';
import { quantile } from './median.ts';
import { stepsOnGpu } from './step.ts';

/** GPU=webgpu:1 measures another one; GPU=webgpu:software tries the bench itself, on a small job. */
const asked = (process.env.GPU ?? 'webgpu') as DeviceName;
const RUNG = 'one-cycle';
const SAMPLE_MS = 200;

/** A GPU by WebGPU beside PyTorch on CUDA on the same card; without a GPU, what to run where there is one. */
export async function benchGpu(): Promise<string> {
  let device: Device;
  try {
    device = await openDevice([asked], 1);
  } catch (error) {
    const why = (error as Error).message.replaceAll('\n', ' ');
    return `No GPU here, nothing was measured (${why}). \`npm run bench gpu\` measures where there is one; \`learnd doctor\` says what a machine lacks.`;
  }
  const steps = await stepsOnGpu(device);
  return [steps, '', await untilTheEnd()].join('\n');
}

/** The ladder's first rung past 90 %, as a job: how long, how well, and how busy the GPU was. */
async function untilTheEnd(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-gpu-'));
  const server = await startServer({ dataDir: folder, signal: new AbortController().signal });
  const busy: number[] = [];
  const timer = setInterval(
    () => void utilisation().then((share) => share !== null && busy.push(share)),
    SAMPLE_MS,
  );
  try {
    const rung = LADDER.find(({ key }) => key === RUNG)!;
    const job = { ...rung.job, device: asked };
    const mini = asked === 'webgpu:software';
    for await (const { run } of climb(createClient(server.url), [{ ...rung, job }], {
      mini,
      signal: new AbortController().signal,
    })) {
      const share =
        busy.length > 0 ? `${(100 * quantile(busy, 0.5)).toFixed(0)} % (median)` : 'not known: no nvidia-smi';
      return `The ladder's "${RUNG}"${mini ? ' on the bundled subset' : ''}: ${run.state}, accuracy ${run.accuracy?.toFixed(4)}, ${run.seconds?.toFixed(1)} s from its start to its end. GPU busy: ${share}.`;
    }
    throw new Error('the ladder has no such rung');
  } finally {
    clearInterval(timer);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Share of time in which the first NVIDIA card worked, 0 to 1; null where that is not to be had. */
async function utilisation(): Promise<number | null> {
  const query = ['--query-gpu=utilization.gpu', '--format=csv,noheader,nounits'];
  const said = await promisify(execFile)('nvidia-smi', query).catch(() => null);
  const share = Number.parseFloat(said?.stdout ?? '');
  return Number.isNaN(share) ? null : share / 100;
}
