/** A process that troubles a server, at the lowest priority: what it costs itself should not slow the training. */
import { setPriority } from 'node:os';
import { ATTACKS, type AttackName } from './stream-attacks.ts';
import type { Target } from './stream-wire.ts';

setPriority(19);
let stop = (): void => {};
process.on('message', (order: { attack: AttackName; target: Target } | 'stop') => {
  stop();
  stop = order === 'stop' ? () => {} : ATTACKS[order.attack](order.target);
  process.send!('done');
});
process.on('disconnect', () => process.exit(0));
