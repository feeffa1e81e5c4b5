import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { CLOSE, type Gap } from '../../../shared/protocol.ts';
import { closeSocket } from './closing.ts';
import { type LiveCounts, noCounts } from './counts.ts';
import { Signal } from './signal.ts';

/** Bytes waiting for one subscriber below which it is given more. */
export const LOW_WATER = 128 * 1024;

/** How often a drain is looked at when the socket says nothing. */
const LOOKS = 8;

/** One subscriber's socket, seen as a place that frames drain out of. */
export class Outlet {
  readonly #socket: WebSocket;
  readonly #wire: Pick<Socket, 'cork' | 'uncork'>;
  readonly #drainMs: number;
  readonly #counts: LiveCounts;
  /** Fired when there may be more to send, when bytes went out, and when the socket closed. */
  readonly changed = new Signal();

  /**
   * @param wire what the socket writes to
   * @param drainMs how long a subscriber may take nothing before it is given up
   */
  constructor(
    socket: WebSocket,
    wire: Pick<Socket, 'cork' | 'uncork'>,
    drainMs: number,
    counts = noCounts(),
  ) {
    this.#socket = socket;
    this.#wire = wire;
    this.#drainMs = drainMs;
    this.#counts = counts;
    counts.sockets += 1;
    socket.once('close', () => {
      counts.sockets -= 1;
    });
    socket.on('close', () => this.changed.fire());
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: Buffer): void {
    this.#socket.send(data, { binary: false }, () => this.changed.fire());
  }

  /** What is sent meanwhile goes out in one write: for many small frames that takes a third of the time. */
  together(send: () => void): void {
    this.#wire.cork();
    send();
    this.#wire.uncork();
  }

  /** Tells the reader which events it does not get. */
  skip(gap: Gap): void {
    this.#counts.gaps += gap.next - gap.after - 1;
    this.send(Buffer.from(JSON.stringify(gap)));
  }

  close(code: number, reason: string): void {
    if (code === CLOSE.tooSlow && this.isOpen) this.#counts.tooSlow += 1;
    closeSocket(this.#socket, code, reason);
  }

  /**
   * Waits until little is left to go out; closes the socket when that does not happen in time.
   * @param anyProgress every byte that goes out gives the reader the whole time again
   */
  async drain(anyProgress: boolean): Promise<void> {
    let [least, since] = [this.buffered, Date.now()];
    while (this.isOpen && this.buffered > LOW_WATER) {
      if (anyProgress && this.buffered < least) [least, since] = [this.buffered, Date.now()];
      if (Date.now() - since >= this.#drainMs) {
        this.close(CLOSE.tooSlow, 'too slow: connect again after the last event you got, and read faster');
        return;
      }
      await this.changed.wait(this.#drainMs / LOOKS);
    }
  }
}
