import { deviceFailure, OutOfMemory } from '../engine/index.ts';

/**
 * The sentence that a run which failed is kept with. What wasm says when its memory ends helps nobody, nor
 * does what ops say after their device has failed.
 */
export function explainFailure(error: unknown): string {
  const failure = deviceFailure();
  if (failure) return failure.message;
  const message = error instanceof Error ? error.message : String(error);
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof OutOfMemory) return cause.message;
    if (cause instanceof WebAssembly.RuntimeError) {
      return `the wasm device broke (${message}), most likely because the 4 GiB that it can address were used up; try a smaller batchSize or fewer filters`;
    }
  }
  return message;
}
