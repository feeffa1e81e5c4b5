import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { noCounts } from '../../server/api/live/counts.ts';
import { Outlet } from '../../server/api/live/outlet.ts';
import { CLOSE } from '../../shared/protocol.ts';

class FakeSocket extends EventEmitter {
  readyState = 1;
  bufferedAmount = 1e6;
  send(): void {}
  cork(): void {}
  uncork(): void {}
  close(): void {
    this.readyState = 3;
    this.emit('close');
  }
}

test('subscribers, lost events and those too slow are counted', async () => {
  const counts = noCounts();
  const outlet = () => {
    const socket = new FakeSocket();
    return new Outlet(socket as unknown as WebSocket, socket, 50, counts);
  };
  const [slow, other] = [outlet(), outlet()];
  expect(counts).toEqual({ sockets: 2, gaps: 0, tooSlow: 0 });
  slow.skip({ type: 'gap', after: 120, next: 186 });
  expect(counts.gaps).toBe(65);
  await slow.drain(false);
  expect(counts).toEqual({ sockets: 1, gaps: 65, tooSlow: 1 });
  slow.close(CLOSE.tooSlow, 'again');
  other.close(CLOSE.ended, 'the run has ended');
  expect(counts).toEqual({ sockets: 0, gaps: 65, tooSlow: 1 });
});
