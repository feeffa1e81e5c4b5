import { connect, type Socket } from 'node:net';

/** Whom to trouble: a server, a run that is training, and a long one that has ended. */
export type Target = { port: number; live: string; long: string };

/** A connection on which a WebSocket was asked for, without a client that keeps to any rule. Breaks are expected. */
export function wire(port: number, path: string, rest = '\r\n'): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n${rest}`,
  );
  return socket;
}

export const streamOf = (run: string, after = 0): string => `/runs/${run}/stream?after=${after}`;

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A client's frame of up to 125 bytes of zeros, masked with zeros. */
export function frame(opcode: number, bytes: number, isLast = true): Buffer {
  const data = Buffer.alloc(6 + bytes);
  data[0] = opcode | (isLast ? 0x80 : 0);
  data[1] = bytes | 0x80;
  return data;
}

/** The start of a frame that claims to have 2 ** 40 bytes. */
export function giantHeader(opcode: number): Buffer {
  const data = Buffer.alloc(14);
  data.set([opcode | 0x80, 0xff, 0, 0, 1, 0, 0, 0, 0, 0]);
  return data;
}

/** Writes as fast as the other side takes it, until the connection ends. */
export function flood(socket: Socket, data: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(data));
  };
  socket.on('drain', more);
  more();
}
