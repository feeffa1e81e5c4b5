import type { WebSocket } from 'ws';

/** A close frame has room for so many bytes of reason. */
const MAX_REASON = 123;

/** Says goodbye with a reason that tells what to do; what names something of the client's is cut to fit. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  let fitting = reason;
  while (Buffer.byteLength(fitting) > MAX_REASON) fitting = fitting.slice(0, -1);
  socket.close(code, fitting);
}
