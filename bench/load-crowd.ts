/** The subscribers of bench/load, in a process of their own. */
import { setPriority } from 'node:os';
import { WebSocket } from 'ws';
import { runStream } from '../shared/protocol.ts';

export type Crowd = { url: string; run: string; subscribers: number };

// They would be on other machines: here they take what training and server leave.
setPriority(19);

let sockets: WebSocket[] = [];

process.on('disconnect', () => process.exit());
process.on('message', async (message: Crowd | 'leave') => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
  if (message !== 'leave') {
    const { url, run, subscribers } = message;
    const stream = url.replace('http', 'ws') + runStream(run);
    sockets = Array.from({ length: subscribers }, () => new WebSocket(stream));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('open', resolve))));
  }
  process.send?.('done');
});
