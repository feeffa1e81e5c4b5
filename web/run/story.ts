import type { ActivationColumns, MetricColumns } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { State } from '../../shared/lifecycle.ts';
import type { Checkpoint, LrFind, Run, Verdict } from '../../shared/resources.ts';
import { BatchTable } from './batch-table.ts';
import { EpochTable } from './epoch-table.ts';
import { LayerTable } from './layer-table.ts';

export type Log = { seq: number; time: string; level: 'info' | 'warn' | 'error'; message: string };

/** So many sentences are kept: the oldest go first. */
const MAX_LOGS = 500;

/** What is known of a run: begun with what the server sums up, then every event in turn. Only typed columns grow. */
export class Story {
  seq = 0;
  state: State = 'queued';
  readonly train = new BatchTable();
  readonly valid = new BatchTable();
  readonly epochs = new EpochTable();
  /** By name, in forward order. */
  readonly layers = new Map<string, LayerTable>();
  bins = 40;
  /** Upper edge of the last bin. */
  max = 10;
  verdicts: readonly Verdict[] = [];
  checkpoints: readonly Checkpoint[] = [];
  lrFind: LrFind | null = null;
  logs: readonly Log[] = [];

  begin(run: Run): void {
    this.seq = run.lastSeq;
    this.state = run.state;
    this.bins = run.spec.hooks.bins;
    this.max = run.spec.hooks.max;
    this.epochs.load(run.table, run.facts?.steps ?? null);
    this.verdicts = run.verdicts;
    this.checkpoints = run.checkpoint ? [run.checkpoint] : [];
    this.lrFind = run.lrFind;
    for (const layer of this.layers.values()) layer.clear();
    for (const { name } of run.facts?.layers ?? []) this.layer(name);
  }

  loadMetrics(metrics: MetricColumns): void {
    this[metrics.split].load(metrics);
  }

  loadActivations({ bins, layers }: ActivationColumns): void {
    for (const [name, columns] of Object.entries(layers)) this.layer(name).load(columns, bins);
  }

  loadLogs(events: readonly RunEvent[]): void {
    for (const event of events) if (event.type === 'log') this.#log(event);
  }

  layer(name: string): LayerTable {
    const layer = this.layers.get(name) ?? new LayerTable(this.bins);
    this.layers.set(name, layer);
    return layer;
  }

  /** Takes an event that comes after all before. What was loaded may already know of it: that does no harm. */
  apply(event: RunEvent): void {
    this.seq = event.seq;
    switch (event.type) {
      case 'state':
        this.state = event.to;
        break;
      case 'end':
        this.state = event.state;
        break;
      case 'batches':
        this[event.split].apply(event);
        break;
      case 'activations':
        for (const [name, said] of Object.entries(event.layers)) this.layer(name).apply(event, said);
        break;
      case 'epoch':
        this.epochs.apply(event, this[event.split].end);
        break;
      case 'verdict':
        this.verdicts = [...this.verdicts.filter((one) => !isSame(one, event)), event];
        break;
      case 'checkpoint':
        this.checkpoints = [...this.checkpoints.filter(({ step }) => step !== event.step), event];
        break;
      case 'lr-find':
        this.lrFind = event;
        break;
      case 'log':
        this.#log(event);
        break;
      case 'rewind':
        this.#rewind(event);
        break;
    }
  }

  #rewind({ seq, time, step, valid, reason }: Extract<RunEvent, { type: 'rewind' }>): void {
    this.train.rewind(step);
    this.valid.rewind(valid);
    for (const layer of this.layers.values()) layer.rewind(step);
    this.epochs.rewind({ train: step, valid });
    this.checkpoints = this.checkpoints.filter((checkpoint) => checkpoint.step <= step);
    this.verdicts = this.verdicts.filter((verdict) => verdict.step <= step);
    this.#log({ seq, time, level: 'warn', message: `Back to batch ${step}: ${reason}` });
  }

  #log({ seq, time, level, message }: Log): void {
    if (this.logs.some((log) => log.seq === seq)) return;
    this.logs = [...this.logs, { seq, time, level, message }].slice(-MAX_LOGS);
  }
}

const isSame = (a: Verdict, b: Pick<Verdict, 'layer' | 'kind'>) => a.layer === b.layer && a.kind === b.kind;
