import type { WebSocket } from 'ws';
import { CLOSE, MAX_CLIENT_FRAME } from '../../../shared/protocol.ts';

/** A close frame has room for so many bytes of reason. */
const MAX_REASON = 123;

/** Says goodbye with a reason that tells what to do; what names something of the client's is cut to fit. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  // A character is a byte or more: what is longer than this never fits, however long it came in.
  let fitting = reason.slice(0, MAX_REASON);
  while (Buffer.byteLength(fitting) > MAX_REASON) fitting = fitting.slice(0, -1);
  socket.close(code, fitting);
}

/** The socket library closes by itself for a frame over its limit, and says nothing: this gives it the words. */
export function explainLimit(socket: WebSocket): void {
  const close = socket.close.bind(socket);
  socket.close = (code, reason) =>
    close(
      code,
      code === CLOSE.tooLarge && !reason ? `a frame may have at most ${MAX_CLIENT_FRAME} bytes` : reason,
    );
}
