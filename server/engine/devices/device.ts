/** `webgpu` is the first GPU, `webgpu:N` the one of that number, `webgpu:software` an adapter that computes on the CPU. */
export type WebgpuName = 'webgpu' | 'webgpu:software' | `webgpu:${number}`;

/** What stands between WebGPU and the hardware. */
export type Adapter = {
  name: string;
  /** As the driver calls itself. */
  driver: string;
  /** It computes on the CPU: for tests, not for work. */
  software: boolean;
  limits: {
    maxBufferSize: number;
    maxStorageBufferBindingSize: number;
    maxComputeInvocationsPerWorkgroup: number;
  };
};

/** What the engine knows of a way to compute. */
export type DeviceReport<Name extends string = string> = {
  name: Name;
  available: boolean;
  /** Why it is not available, and what would help. */
  reason: string | null;
  version: string | null;
  threads: number | null;
  simd: boolean | null;
  /** The GPU that really does the work; null: the CPU does. */
  gpu: string | null;
  /** Which kernels of our own it runs beside tfjs's ops, or why none; absent: there are none for it. */
  kernels?: string;
  /** Of webgpu. */
  adapter?: Adapter;
};

/** A device whose name begins with that of a backend is its. */
export type Backend<Name extends string = string> = {
  name: string;
  /** Makes it tfjs's backend. Throws a sentence when it cannot. */
  start(threads: number, name: Name): Promise<Omit<DeviceReport, 'name' | 'available' | 'reason'>>;
};
