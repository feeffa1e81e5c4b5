import type { WebSocket } from 'ws';

/** Notices a client that went away without a word: it does not answer a ping before the next one. */
export function keepAlive(socket: WebSocket, pingMs: number): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
  }, pingMs);
  socket.on('close', () => clearInterval(timer));
}
