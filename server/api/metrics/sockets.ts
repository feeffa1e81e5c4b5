import { Counter, Gauge, type Registry } from 'prom-client';
import type { LiveCounts } from '../live/counts.ts';

/** What the live streams count, read at each scrape. */
export function socketGauges(registry: Registry, counts: Readonly<LiveCounts>): void {
  const registers = [registry];
  new Gauge({
    name: 'learnd_sockets',
    help: 'WebSockets that are open.',
    registers,
    collect() {
      this.set(counts.sockets);
    },
  });
  grown(registry, {
    name: 'learnd_socket_events_dropped_total',
    help: 'Events that slow readers of live streams did not get; each was told which. The journal has them all.',
    read: () => counts.gaps,
  });
  grown(registry, {
    name: 'learnd_sockets_too_slow_total',
    help: 'WebSockets that were closed with 4408 because their reader stayed behind.',
    read: () => counts.tooSlow,
  });
}

/** A counter that somebody else counts. */
function grown(registry: Registry, { name, help, read }: { name: string; help: string; read: () => number }) {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
