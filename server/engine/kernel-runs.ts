import { simd } from './kernels/simd.ts';
import { gpu } from './shaders/gpu.ts';

/** How often kernels or shaders of our own were run on the device in use: those who ask twice know what was done by them. */
export const kernelRuns = (): number => (simd()?.runs ?? 0) + (gpu()?.runs ?? 0);
