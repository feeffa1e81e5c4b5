import type { WebSocket } from 'ws';

/** Places for sockets. Only one that was let in takes one: who is turned away cannot keep out who may come in. */
export class Places {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a place until the socket is closed; false when there is none. */
  take(socket: WebSocket): boolean {
    if (this.#taken >= this.#most) return false;
    this.#taken++;
    socket.once('close', () => {
      this.#taken--;
    });
    return true;
  }
}
