import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Libsql from 'libsql';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeSafetensors } from '../../shared/safetensors/index.ts';
import { ask, SMALL, startLearnd } from './learnd.ts';
import { noMount, smallDisk } from './small-disk.ts';

if (noMount) console.warn(`tests/faults/disk-full.test.ts is skipped: ${noMount}`);

const temporaries = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));

test.skipIf(noMount !== null)(
  'on a full disk a server reads on, refuses what it cannot keep, and recovers by itself',
  async () => {
    const disk = smallDisk(96);
    const learnd = await startLearnd(disk.data);
    const { url, client } = learnd;
    const acknowledged = [(await client.submit(SMALL)).id];
    for await (const _ of client.watch(acknowledged[0]!)) {
      // To its end.
    }
    expect((await ask(`${url}/readyz`)).status).toBe(200);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`);
    await once(socket, 'open');

    disk.fill();
    // The write-ahead log is written from its start again after a checkpoint: some writes still find room.
    let refused = await ask(`${url}/jobs`, 'POST', { ...SMALL, notBefore: '2999-01-01T00:00:00Z' });
    for (let i = 0; refused.status !== 507 && i < 3000; i++) {
      expect(refused.status).toBe(201);
      acknowledged.push((refused.body as unknown as { id: string }).id);
      refused = await ask(`${url}/jobs`, 'POST', { ...SMALL, notBefore: '2999-01-01T00:00:00Z' });
    }
    expect(refused).toMatchObject({
      status: 507,
      body: { title: 'Insufficient Storage', detail: expect.stringMatching(/LEARND_DATA.*is full/) },
    });
    const bytes = encodeSafetensors({ a: { shape: [65_536], data: new Float32Array(65_536) } });
    const sent = await fetch(`${url}/artifacts`, {
      method: 'POST',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(sent.status).toBe(507);
    expect(await sent.json()).toMatchObject({ detail: expect.stringContaining('has no room') });

    expect((await ask(`${url}/healthz`)).status).toBe(200);
    expect((await ask(`${url}/jobs`)).status).toBe(200);
    expect((await ask(`${url}/runs/${acknowledged[0]}/metrics`)).status).toBe(200);
    expect(await ask(`${url}/readyz`)).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('is full') },
    });
    expect(socket.readyState).toBe(WebSocket.OPEN);
    expect(temporaries(disk.folder)).toEqual([]);

    disk.empty();
    await expect.poll(async () => (await ask(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    acknowledged.push((await client.submit(SMALL)).id);
    socket.close();
    expect(learnd.log()).toContain('the database can be used again');
    expect(await learnd.stop()).toBe(0);

    const database = new Libsql(path.join(disk.data, 'learnd.db'));
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const kept = database
      .prepare('SELECT id FROM Job ORDER BY number')
      .all()
      .map((row) => (row as { id: string }).id);
    database.close();
    expect(kept).toEqual(acknowledged);
  },
  120_000,
);

test.skipIf(noMount !== null)(
  'a training on a disk that fills up fails with what to do, and a retry goes on from its last checkpoint',
  async () => {
    const disk = smallDisk(96);
    const { url, client } = await startLearnd(disk.data);
    const { id } = await client.submit({ ...SMALL, epochs: 2000 });
    for await (const event of client.watch(id)) if (event.type === 'checkpoint') break;
    disk.fill();
    // What cannot be written cannot be said either: the end of the job is written as soon as there is room.
    await expect
      .poll(async () => (await ask(`${url}/readyz`)).body.detail, { timeout: 30_000 })
      .toMatch(/is full/);
    await pause(2500);
    expect((await client.jobs.get(id)).state).toBe('running');
    disk.empty();
    await expect.poll(async () => (await client.jobs.get(id)).state, { timeout: 10_000 }).toBe('failed');
    const { error } = await client.jobs.get(id);
    expect(error).toMatch(new RegExp(`LEARND_DATA.*is full.*POST /jobs/${id}/retry goes on`));
    expect((await ask(`${url}/jobs/${id}/retry`, 'POST')).status).toBe(202);
    const rewound: number[] = [];
    for await (const event of client.watch(id)) {
      if (event.type === 'rewind') rewound.push(event.step);
      if (event.type === 'checkpoint' && rewound.length > 0) break;
    }
    expect(rewound[0]).toBeGreaterThan(0);
    await client.cancel(id);
  },
  120_000,
);
