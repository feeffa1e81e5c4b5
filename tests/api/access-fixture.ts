import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { AccessSettings } from '../../server/api/access/index.ts';
import { readTokens } from '../../server/api/access/index.ts';
import { type Api, freshApi } from './fixture.ts';

export const WRITE = 'write-token-0123456789';
export const READ = 'read-token-!#$%&0123456789';
export const WRONG = 'wrong-token-0123456789';

/** The settings that this text of LEARND_TOKEN makes. */
export function tokensOf(text: string): Pick<AccessSettings, 'tokens'> {
  const read = readTokens(text);
  if ('mistake' in read) throw new Error(read.mistake);
  return read;
}

/** A server that wants a token. */
export const guardedApi = (
  access: Partial<AccessSettings> = {},
  overrides: Parameters<typeof freshApi>[0] = {},
): Promise<Api> => freshApi({ ...overrides, access: { ...tokensOf(`${WRITE},read:${READ}`), ...access } });

export type Knock = {
  /** Subprotocols that are offered. */
  protocols?: string[];
  headers?: Record<string, string>;
  origin?: string;
};
export type Outcome = { code: number; reason: string; protocol: string };

/** A socket, and how it closed. */
export function knock(url: string, { protocols = [], ...options }: Knock = {}) {
  const socket = new WebSocket(url, protocols, options);
  onTestFinished(() => socket.terminate());
  const closed = new Promise<Outcome>((resolve, reject) => {
    socket.on('close', (code, reason) =>
      resolve({ code, reason: String(reason), protocol: socket.protocol }),
    );
    socket.on('error', reject);
  });
  closed.catch(() => {});
  const heard = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
  return { socket, closed, heard };
}

/** Writes to a port as it is told and gathers what comes until the other side closes. */
export function rawly(url: string, write: (send: (text: string) => void) => void): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''), () =>
      write((text) => void socket.write(text)),
    );
    onTestFinished(() => void socket.destroy());
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    socket.on('close', () => resolve(answer));
  });
}
