/**
 * The ops of the kernels: number in assembly/perform.ts, and what they take, a letter an argument: p a place in memory,
 * i a whole number, f a float.
 */
export const OPS = {
  addVectors: [1, 'pppi'],
} as const satisfies Record<string, readonly [number: number, takes: string]>;

export type Op = keyof typeof OPS;
