/** The part of the WebSocket standard that is used: the browser's and ws's both fit. */
export interface Socket {
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: object) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  close(): void;
}

export type SocketClass = new (url: string, protocols?: string[]) => Socket;

/** The platform's own WebSocket; ws where there is none (Node before 22), loaded only then. */
export async function platformWebSocket(): Promise<SocketClass> {
  return globalThis.WebSocket ?? (await import('ws')).default;
}
