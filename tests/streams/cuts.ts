import fc from 'fast-check';
import type { WebSocket } from 'ws';
import { wireOf } from '../api/fixture.ts';

/** What befalls one connection: it breaks after so many frames or so many ms, and may stop reading for a while first. */
export type Cut = { after: { frames: number } | { ms: number }; deafMs: number };

/** 0 frames: at the first; 0 ms: before the handshake. */
export const cut: fc.Arbitrary<Cut> = fc.record({
  after: fc.oneof(
    fc.record({ frames: fc.nat({ max: 40 }) }),
    fc.record({ ms: fc.nat({ max: 60 }) }),
    fc.record({ ms: fc.constant(0) }),
  ),
  deafMs: fc.oneof(fc.constant(0), fc.nat({ max: 30 })),
});

export const cuts = fc.array(cut, { maxLength: 12, size: 'max' });

/** Does something to the nth connection of a reader, counted from 0, before it is open. */
export type Disturb = (socket: WebSocket, nth: number) => void;

/** One cut after the other; the connections after the last are left alone. */
export const through =
  (cuts: readonly Cut[]): Disturb =>
  (socket, nth) => {
    const cut = cuts[nth];
    if (cut) befall(socket, cut);
  };

function befall(socket: WebSocket, { after, deafMs }: Cut): void {
  if (deafMs > 0) socket.once('open', () => deafen(socket, deafMs));
  if ('ms' in after) {
    const timer = setTimeout(() => socket.terminate(), after.ms);
    socket.once('close', () => clearTimeout(timer));
  } else {
    let heard = 0;
    socket.on('message', () => {
      if (++heard > after.frames) socket.terminate();
    });
  }
}

/** Nothing is read from the wire for so long: what the system does not hold stays with the server. */
export function deafen(socket: WebSocket, ms: number): void {
  const wire = wireOf(socket);
  wire.pause();
  const timer = setTimeout(() => wire.resume(), ms);
  wire.once('close', () => clearTimeout(timer));
}
