import { Worker } from 'node:worker_threads';
import { FONTS } from '../fonts.ts';
import type { Order, Painted } from './messages.ts';

/** Pixels of a picture: 4 bytes each while it is made, and about 50 ns. */
const MOST_PIXELS = 24_000_000;
/** Pictures that are made or wait: one takes up to a second or two. */
const MOST_WAITING = 16;
/** A thread that has nothing to do for so long ends. */
const IDLE_MS = 30_000;

/** The picture would have more pixels than are made. */
export class PictureTooLarge extends Error {
  override readonly name = 'PictureTooLarge';

  constructor(width: number, height: number) {
    const pixels = (width * height).toLocaleString('en');
    super(
      `The picture would have ${width} x ${height} = ${pixels} pixels, and ${MOST_PIXELS.toLocaleString('en')} are the most: ask for a lower scale or width, or for the SVG`,
    );
  }
}

/** Others wait already. */
export class TooManyPictures extends Error {
  override readonly name = 'TooManyPictures';

  constructor() {
    super(`${MOST_WAITING} pictures are being made already: try again in a few seconds, or ask for the SVG`);
  }
}

type Waiting = { resolve: (png: Uint8Array) => void; reject: (error: Error) => void };

/** Makes pixels of pictures. */
export type Painter = ReturnType<typeof openPainter>;

/**
 * A thread of its own, started when it is needed, paints one picture after the other: drawing and packing them takes
 * hundreds of milliseconds, in which the server would not answer anybody else.
 */
export function openPainter({ idleMs = IDLE_MS } = {}) {
  let worker: Worker | null = null;
  let rest: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, Waiting>();

  function settle(thread: Worker, done: (each: Waiting) => void): void {
    if (worker !== thread) return;
    worker = null;
    clearTimeout(rest);
    for (const each of waiting.values()) done(each);
    waiting.clear();
  }

  function start(): Worker {
    const thread = new Worker(new URL('./worker.mjs', import.meta.url), {
      execArgv: [],
      workerData: { font: FONTS },
    });
    // Nobody shall wait for the end of the process because of it.
    thread.unref();
    thread.on('message', ({ id, ...painted }: Painted) => {
      const order = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) rest = setTimeout(() => void stop(), idleMs).unref();
      if ('png' in painted) order?.resolve(painted.png);
      else order?.reject(new Error(`The picture could not be painted: ${painted.error}`));
    });
    const fail = (cause: unknown) =>
      settle(thread, ({ reject }) => reject(new Error('The thread that paints pictures ended', { cause })));
    thread.on('error', fail);
    thread.on('exit', fail);
    return thread;
  }

  async function stop(): Promise<void> {
    const thread = worker;
    if (!thread) return;
    settle(thread, ({ reject }) => reject(new Error('The server is being closed')));
    await thread.terminate();
  }

  return {
    /**
     * @param svg with its size in pixels on its root
     * @param scale pixels for one of the SVG
     * @returns a PNG
     * @throws PictureTooLarge, TooManyPictures
     */
    async paint(svg: string, scale: number): Promise<Uint8Array> {
      const [width, height] = sizeOf(svg).map((pixels) => Math.ceil(pixels * scale)) as [number, number];
      if (width * height > MOST_PIXELS) throw new PictureTooLarge(width, height);
      if (waiting.size >= MOST_WAITING) throw new TooManyPictures();
      worker ??= start();
      clearTimeout(rest);
      const order: Order = { id: ++last, svg, scale };
      const painted = new Promise<Uint8Array>((resolve, reject) =>
        waiting.set(order.id, { resolve, reject }),
      );
      worker.postMessage(order);
      return painted;
    },

    /** Ends the thread; what waits is refused. */
    close: stop,
  };
}

const sizeOf = (svg: string): number[] =>
  ['width', 'height'].map((name) => Number(new RegExp(`^<svg[^>]* ${name}="([\\d.]+)"`).exec(svg)?.[1]));
