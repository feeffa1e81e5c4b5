/** server/trainer/main.ts, but each message with batches is also written down with the moment at which it was said. */
import '../server/trainer/main.ts';
import { appendFileSync } from 'node:fs';
import type { FromTrainer, ToTrainer } from '../shared/trainer.ts';
import { type Said, saidFile } from './said.ts';

let file: string;
process.on('message', (message: ToTrainer) => {
  if (message.type === 'train') file = saidFile(message.assignment.cacheDir);
});

const send = process.send!.bind(process) as (...args: unknown[]) => boolean;
process.send = ((message: FromTrainer, ...rest: unknown[]): boolean => {
  const at = Date.now();
  const sent = send(message, ...rest);
  for (const entry of message.type === 'entries' ? message.entries : []) {
    if (entry.type !== 'batches' || entry.split !== 'train') continue;
    const said: Said = { from: entry.from, count: entry.loss.length, at };
    appendFileSync(file, `${JSON.stringify(said)}\n`);
  }
  return sent;
}) as NonNullable<typeof process.send>;
