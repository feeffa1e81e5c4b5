import { WebSocket } from 'ws';
import type { SocketClass } from '../../client/web-socket.ts';
import type { Disturb } from './cuts.ts';

/** A WebSocket for the client to whose connections things happen. */
export function brittle(disturb: Disturb): { WebSocket: SocketClass; opened: () => number } {
  let opened = 0;
  class Brittle extends WebSocket {
    constructor(url: string) {
      super(url);
      disturb(this, opened++);
    }
  }
  return { WebSocket: Brittle, opened: () => opened };
}
