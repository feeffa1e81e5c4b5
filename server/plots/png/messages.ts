/** To the worker: one picture to paint. */
export type Order = { id: number; svg: string; scale: number };
/** Back from it. */
export type Painted = { id: number } & ({ png: Uint8Array<ArrayBuffer> } | { error: string });
