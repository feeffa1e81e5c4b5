import type { Socket } from 'node:net';
import { flood, frame, giantHeader, OPCODE, streamOf, type Target, wire } from './stream-wire.ts';

/** Starts one kind of trouble. @returns what ends it */
type Attack = (target: Target) => () => void;

/** Keeps `count` connections of a kind: one that the server ends is opened again, 200 ms later. */
function crowd(count: number, open: (i: number) => Socket): () => void {
  const sockets = new Set<Socket>();
  let isOver = false;
  const one = (i: number): void => {
    if (isOver) return;
    const socket = open(i);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      setTimeout(one, 200, i);
    });
  };
  for (let i = 0; i < count; i++) one(i);
  return () => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  };
}

const many = (data: Buffer): Buffer => Buffer.concat(Array(500).fill(data));
const reading = (socket: Socket): Socket => socket.resume();

/** A message that never ends, its fragments of one byte far apart: each keeps what it came in. */
const sparse = Buffer.concat([
  frame(OPCODE.continuation, 1, false),
  ...Array.from({ length: 500 }, () => frame(OPCODE.pong, 125)),
]);

function garble(socket: Socket, i: number): Socket {
  reading(socket);
  socket.once('connect', () => {
    if (i % 5 === 0) flood(socket, Buffer.concat([giantHeader(OPCODE.text), Buffer.alloc(65_536, 7)]));
    else if (i % 5 === 1) flood(socket, many(frame(OPCODE.binary, 100)));
    else if (i % 5 === 2) flood(socket, Buffer.alloc(65_536, 0xa5));
    else if (i % 5 === 3) flood(socket, many(frame(OPCODE.text, 0)));
    else {
      socket.write(frame(OPCODE.text, 1, false));
      flood(socket, sparse);
    }
  });
  return socket;
}

export const ATTACKS = {
  'nothing at all': () => () => {},
  '50 that never read': ({ port, live, long }) => crowd(50, (i) => wire(port, streamOf(i % 2 ? live : long))),
  '50 that read a byte a second': ({ port, long }) =>
    crowd(50, () => {
      const socket = wire(port, streamOf(long));
      const timer = setInterval(() => socket.read(1), 1000);
      return socket.once('close', () => clearInterval(timer));
    }),
  '1,000 idle': ({ port, live }) => crowd(1000, () => reading(wire(port, streamOf(live, 1e9)))),
  '20 that send garbage': ({ port, live }) => crowd(20, (i) => garble(wire(port, streamOf(live, 1e9)), i)),
  '10 that flood with pings': ({ port, live }) =>
    crowd(10, (i) => {
      const socket = wire(port, streamOf(live, 1e9));
      if (i % 2) reading(socket);
      socket.once('connect', () => flood(socket, many(frame(OPCODE.ping, 125))));
      return socket;
    }),
  '100 connections a second': ({ port, live }) => {
    const timer = setInterval(() => {
      const socket = reading(wire(port, streamOf(live, 1e9)));
      setTimeout(() => socket.destroy(), 50);
    }, 10);
    return () => clearInterval(timer);
  },
  '300 half open': ({ port, live }) =>
    crowd(300, (i) => wire(port, i % 3 ? '/jobs' : streamOf(live), i % 3 === 1 ? 'X: ' : '\r\n')),
  '50 replays of 10,000 events': ({ port, long }) => crowd(50, () => reading(wire(port, streamOf(long)))),
} satisfies Record<string, Attack>;

export type AttackName = keyof typeof ATTACKS;
