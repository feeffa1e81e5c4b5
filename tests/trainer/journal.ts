import { expect } from 'vitest';
import type { Checkpoint, Verdict } from '../../shared/resources.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';

type Rows = Map<number, unknown>;

/** What a run's trainers have said, without what a rewind made void. Each thing may stand there once. */
export class Journal {
  readonly train: Rows = new Map();
  readonly valid: Rows = new Map();
  readonly activations: Rows = new Map();
  readonly epochs = new Map<
    string,
    { split: 'train' | 'valid'; end: number; loss: number; accuracy: number }
  >();
  checkpoints: Checkpoint[] = [];
  verdicts: Verdict[] = [];
  readonly rewinds: string[] = [];
  readonly warnings: string[] = [];
  readonly logs: string[] = [];
  lrFind: unknown = null;

  write(entries: readonly TrainerEntry[]): void {
    for (const entry of entries) this.#writeOne(entry);
  }

  /** All that must be the same in every run of a job. */
  story(): unknown {
    const { train, valid, activations, epochs, verdicts, lrFind } = this;
    return { train, valid, activations, epochs, verdicts, lrFind, artifact: this.checkpoints[0]?.artifact };
  }

  #writeOne(entry: TrainerEntry): void {
    switch (entry.type) {
      case 'batches': {
        const { epoch, split, from, loss, accuracy, lr, momentum } = entry;
        for (const i of loss.keys()) {
          const row = [epoch, loss[i], accuracy[i], lr?.[i], momentum?.[i]];
          expect(this[split].size, `${split} batches before ${from + i}`).toBe(from + i);
          this[split].set(from + i, row);
        }
        return;
      }
      case 'activations':
        for (const [layer, { mean, std, dead, hist }] of Object.entries(entry.layers)) {
          for (const i of mean.keys()) {
            const step = entry.from + i * entry.every;
            const counts = hist.counts.slice(i * hist.bins, (i + 1) * hist.bins);
            const rows = (this.activations.get(step) as Record<string, unknown>) ?? {};
            expect(rows).not.toHaveProperty([layer]);
            this.activations.set(step, { ...rows, [layer]: [mean[i], std[i], dead[i], [...counts]] });
          }
        }
        return;
      case 'epoch': {
        const { epoch, split, loss, accuracy } = entry;
        expect(this.epochs.has(`${epoch} ${split}`), `epoch ${epoch} ${split}`).toBe(false);
        this.epochs.set(`${epoch} ${split}`, { split, end: this[split].size, loss, accuracy });
        return;
      }
      case 'checkpoint':
        expect(this.train.size, 'batches before a checkpoint').toBeGreaterThanOrEqual(entry.step);
        expect(this.checkpoints.map(({ step }) => step)).not.toContain(entry.step);
        this.checkpoints.unshift({ ...entry, time: new Date(0).toISOString() });
        return;
      case 'verdict': {
        const { type, ...verdict } = entry;
        expect(this.train.size, `batches before a ${type}`).toBeGreaterThanOrEqual(entry.step);
        expect(this.verdicts.filter(isSame(verdict)), 'said before').toEqual([]);
        this.verdicts.push(verdict);
        return;
      }
      case 'rewind':
        this.#rewind(entry);
        return;
      case 'lr-find':
        this.lrFind = entry;
        return;
      case 'log':
        (entry.level === 'warn' ? this.warnings : this.logs).push(entry.message);
    }
  }

  #rewind({ step, valid, reason }: { step: number; valid: number; reason: string }): void {
    this.rewinds.push(reason);
    for (const rows of [this.train, this.activations]) {
      for (const at of [...rows.keys()]) if (at >= step) rows.delete(at);
    }
    for (const at of [...this.valid.keys()]) if (at >= valid) this.valid.delete(at);
    for (const [name, { split, end }] of [...this.epochs]) {
      if (end > (split === 'train' ? step : valid)) this.epochs.delete(name);
    }
    this.checkpoints = this.checkpoints.filter((checkpoint) => checkpoint.step <= step);
    this.verdicts = this.verdicts.filter((verdict) => verdict.step <= step);
  }
}

const isSame = (a: Verdict) => (b: Verdict) => a.layer === b.layer && a.kind === b.kind;
