import { readFileSync } from 'node:fs';
import v8 from 'node:v8';

/** Which kernels this machine runs: with fused multiply-add where its WebAssembly has relaxed SIMD. */
type KernelBuild = { module: WebAssembly.Module; relaxed: boolean };

/** @throws Error when WebAssembly has no SIMD or no threads here */
export function loadKernels(): KernelBuild {
  // Node 20 has relaxed SIMD behind a flag, which later versions do not know.
  if (Number(process.versions.node.split('.')[0]) < 22)
    v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  for (const [file, relaxed] of [
    ['kernels-relaxed.wasm', true],
    ['kernels.wasm', false],
  ] as const) {
    const bytes = readFileSync(new URL(file, import.meta.url));
    if (WebAssembly.validate(bytes)) return { module: new WebAssembly.Module(bytes), relaxed };
  }
  throw new Error('WebAssembly has no SIMD or no threads here');
}
