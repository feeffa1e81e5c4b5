import { describe, expect, test } from 'vitest';
import { softwareVulkan } from '../software-adapter.ts';
import { ended, openService, smallJob } from './service.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const SMALL = {
  dataset: { name: 'fashion-mnist-mini', trainLimit: 32, validLimit: 16 },
  model: { kind: 'sequential', layers: [{ kind: 'flatten' }, { kind: 'linear', features: 10 }] },
  init: { kind: 'default' },
  batchSize: 16,
  epochs: 1,
};

test('a device that fails while it is tried leaves the job to the next of the list', async () => {
  const service = await openService({ trainer: './broken-driver.ts', devices: ['webgpu', 'wasm'] });
  const job = await service.queue.enqueue(smallJob(SMALL));
  await ended(service, job.id);
  expect(await service.store.runs.get(job.id)).toMatchObject({
    error: null,
    state: 'succeeded',
    facts: { device: { name: 'wasm' } },
  });
});

describe.skipIf(!vulkan)('a job whose device fails', () => {
  test('fails with a sentence that helps, and the next one has a device again', async () => {
    const service = await openService({ trainer: './failing-device.ts', devices: ['webgpu:software'] });
    const lost = await service.queue.enqueue(smallJob({ ...SMALL, seed: 1 }));
    const next = await service.queue.enqueue(smallJob({ ...SMALL, seed: 2, device: 'webgpu:software' }));
    await ended(service, lost.id);
    expect(await service.store.jobs.get(lost.id)).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: expect.stringMatching(/^the webgpu device was lost \(.*smaller batchSize/),
    });
    await ended(service, next.id);
    expect(await service.store.runs.get(next.id)).toMatchObject({
      error: null,
      state: 'succeeded',
      facts: { device: { name: 'webgpu:software', gpu: null, adapter: { software: true } } },
    });
  });
});
