import { type DatabaseFault, faultBehind } from './faults.ts';

/** Between two tries whether a fault is gone, in ms. */
const RETRY_MS = 1000;

type Listener = (fault: DatabaseFault | null) => void;

/** Whether the database can be used, as far as the last write tells; while it cannot, it is tried by itself. */
export class Health {
  readonly #everyMs: number;
  readonly #listeners = new Set<Listener>();
  #fault: DatabaseFault | null = null;
  #tryWrite: () => Promise<unknown> = async () => {};
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(everyMs = RETRY_MS) {
    this.#everyMs = everyMs;
  }

  /** What stands in the way of the next write; null when nothing is known to. */
  get fault(): DatabaseFault | null {
    return this.#fault;
  }

  /** @param tryWrite resolves when a page was really written */
  watch(tryWrite: () => Promise<unknown>): void {
    this.#tryWrite = tryWrite;
  }

  /** Calls `listener` when a fault begins, when it becomes another one, and with null when it is gone. */
  onChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** A statement met a fault. A damaged page shows itself to readers too, and no write mends it. */
  noticed(fault: DatabaseFault): void {
    if (fault.kind === 'damaged') this.failed(fault);
  }

  /** A write has failed. */
  failed(error: unknown): void {
    const fault = faultBehind(error);
    if (!fault || this.#fault?.kind === 'damaged') return;
    const isNew = this.#fault?.kind !== fault.kind;
    this.#fault = fault;
    if (isNew) this.#tell();
    if (fault.kind !== 'damaged') this.#tryLater();
  }

  /** A page was really written: what changes nothing is committed on a full disk too. */
  wrote(): void {
    if (!this.#fault || this.#fault.kind === 'damaged') return;
    this.#fault = null;
    this.#tell();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#fault);
  }

  #tryLater(): void {
    if (this.#isClosed || this.#timer) return;
    this.#timer = setTimeout(async () => {
      await this.#tryWrite().then(
        () => this.wrote(),
        (error) => this.failed(error),
      );
      this.#timer = undefined;
      if (this.#fault && this.#fault.kind !== 'damaged') this.#tryLater();
    }, this.#everyMs);
    this.#timer.unref();
  }
}
