import { createRequire } from 'node:module';
import process from 'node:process';

/** The part of WebGPU that is needed here: its types come with an optional package. */
export type Gpu = { requestAdapter(options?: object): Promise<GpuAdapter | null> };
export type GpuAdapter = {
  features: { has(name: string): boolean };
  limits: Record<string, number>;
  info: { vendor: string; architecture: string; description: string; isFallbackAdapter: boolean };
  requestDevice(descriptor: object): Promise<GpuDevice>;
};
export type GpuDevice = {
  lost: Promise<{ reason: string; message: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: UncapturedError) => void): void;
  destroy(): void;
};
type UncapturedError = { error: { constructor: { name: string }; message: string }; preventDefault(): void };

/** Dawn, Chromium's WebGPU, for Node. */
export type Dawn = {
  version: string;
  /** A Dawn of its own; `adapter` is a part of the name of the only adapter that it will give. */
  open(adapter?: string): Gpu;
};

const PACKAGE = 'webgpu';
const require = createRequire(import.meta.url);

/** @throws a sentence when the package is not there or does not load */
export async function loadDawn(): Promise<Dawn> {
  const { create, globals } = await importDawn();
  // tfjs asks for WebGPU's constants and classes where a browser has them.
  Object.assign(globalThis, globals);
  return {
    version: versionOf(),
    open: (adapter) =>
      create([
        // Elsewhere Dawn takes the system's own: Metal, Direct3D 12.
        ...(process.platform === 'linux' ? ['backend=vulkan'] : []),
        ...(adapter === undefined ? [] : [`adapter=${adapter}`]),
      ]),
  };
}

type Module = { create(options: string[]): Gpu; globals: object };

async function importDawn(): Promise<Module> {
  try {
    return (await import(PACKAGE)) as Module;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [line] = message.split('\n');
    if (code === 'ERR_MODULE_NOT_FOUND') {
      throw new Error(
        `the package ${PACKAGE} is not installed; "npm install" fetches it unless optional packages are left out`,
      );
    }
    if (code === 'MODULE_NOT_FOUND') {
      throw new Error(`the package ${PACKAGE} has no build for ${process.platform}-${process.arch}`);
    }
    throw new Error(`the package ${PACKAGE} does not load: ${line}`);
  }
}

function versionOf(): string {
  const { version } = require(`${PACKAGE}/package.json`) as { version: string };
  return version;
}
