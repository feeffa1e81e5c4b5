import { tf } from '../tf.ts';
import { type Adapters, type Choice, chooseAdapter, listAdapters, onlySoftware } from './adapters.ts';
import { type Dawn, type Gpu, type GpuAdapter, type GpuDevice, loadDawn } from './dawn.ts';
import type { Adapter, Backend, WebgpuName } from './device.ts';
import { isolate, showAll } from './twins.ts';
import { watch } from './webgpu-failure.ts';

type Package = typeof import('@tensorflow/tfjs-backend-webgpu');
type TfDevice = ConstructorParameters<Package['WebGPUBackend']>[0];
type TfAdapterInfo = ConstructorParameters<Package['WebGPUBackend']>[1];

let close = (): void => {};

/** Any GPU by WebGPU, through Dawn: Vulkan on Linux, Metal or Direct3D 12 elsewhere. */
export const webgpuBackend: Backend<WebgpuName> = {
  name: 'webgpu',
  async start(_threads, name) {
    close();
    const dawn = await loadDawn();
    showAll();
    const choice = chooseAdapter(name, await listAdapters(dawn));
    if (choice.count > 1) await isolateTwin(dawn, choice);
    const { name: chosen } = choice;
    const gpu = dawn.open(chosen);
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error(`the adapter ${chosen} is gone`);
    const report = describe(chosen, adapter);
    if (report.software && name !== 'webgpu:software') throw new Error(onlySoftware(chosen));
    const device = await requestDevice(adapter);
    await useDevice(gpu, device, adapter, chosen);
    return {
      version: `tfjs-backend-webgpu ${tf.version.tfjs}, Dawn of webgpu ${dawn.version}, ${report.driver}`,
      threads: null,
      simd: null,
      gpu: report.software ? null : chosen,
      kernels: 'kernels in WGSL',
      adapter: report,
    };
  },
};

/** Without a way to tell cards of one name apart only the first is to be had: Dawn takes it by itself. */
async function isolateTwin(dawn: Dawn, choice: Choice): Promise<void> {
  try {
    await isolate(dawn, choice);
  } catch (error) {
    if (choice.nth > 0) throw error;
  }
}

/** Names of all devices that the adapters of this machine make, beside `webgpu`. */
export async function webgpuNames(): Promise<WebgpuName[]> {
  showAll();
  const adapters = await loadDawn().then(listAdapters, (): Adapters => ({ hardware: [], software: [] }));
  return [
    ...adapters.hardware.map((_, i): WebgpuName => `webgpu:${i}`),
    ...(adapters.software.length > 0 ? (['webgpu:software'] as const) : []),
  ];
}

function describe(name: string, { info, limits }: GpuAdapter): Adapter {
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup } = limits;
  return {
    name,
    driver: info.description || info.vendor,
    software: info.isFallbackAdapter,
    limits: {
      maxBufferSize: maxBufferSize!,
      maxStorageBufferBindingSize: maxStorageBufferBindingSize!,
      maxComputeInvocationsPerWorkgroup: maxComputeInvocationsPerWorkgroup!,
    },
  };
}

/** With the highest limits that it has: tfjs would ask for some of them only. */
async function requestDevice(adapter: GpuAdapter): Promise<GpuDevice> {
  const requiredLimits: Record<string, number> = {};
  // They are getters of the prototype, which Object.entries does not see.
  for (const limit in adapter.limits) requiredLimits[limit] = adapter.limits[limit]!;
  const requiredFeatures = ['timestamp-query', 'shader-f16', 'subgroups'].filter((feature) =>
    adapter.features.has(feature),
  );
  return adapter.requestDevice({ requiredLimits, requiredFeatures });
}

/** Makes the device tfjs's. By its own it would open another one, without telling what becomes of it. */
async function useDevice(gpu: Gpu, device: GpuDevice, adapter: GpuAdapter, name: string): Promise<void> {
  const navigator = (globalThis.navigator ?? {}) as object;
  // Imported while nobody finds a GPU, the package registers no backend of its own.
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  const unwatch = watch(device, name);
  close = () => {
    unwatch();
    tf.removeBackend('webgpu');
    device.destroy();
    Reflect.deleteProperty(navigator, 'gpu');
    close = () => {};
  };
  const { info } = adapter;
  tf.registerBackend(
    'webgpu',
    () => new WebGPUBackend(device as unknown as TfDevice, info as unknown as TfAdapterInfo),
  );
  if (!(await tf.setBackend('webgpu'))) throw new Error('the webgpu backend of tfjs did not start');
}

/** Gives the GPU back. Until then Node does not end by itself. */
export function closeWebgpu(): void {
  close();
}
