import type { RunEvent } from '../../../shared/events.ts';

/** An event as it goes over the wire: serialised and encoded once, whoever reads it. */
export type Frame = { run: string; seq: number; isEnd: boolean; data: Buffer };

export const frameOf = (event: RunEvent): Frame => ({
  run: event.run,
  seq: event.seq,
  isEnd: event.type === 'end',
  data: Buffer.from(JSON.stringify(event)),
});
