import { MultiBar, type SingleBar } from 'cli-progress';
import { layerLines } from './render/layers.ts';
import { percent } from './render/numbers.ts';
import { progressText } from './render/progress.ts';
import { batchesDone, type Training, totalBatches } from './training.ts';

/** Where a command shows what happens: lines that stay, and one progress that moves. */
export type Screen = {
  line: (text: string) => void;
  progress: (training: Training) => void;
  /** Ends the progress; lines may follow. */
  rest: () => void;
};

/** A moving bar at a terminal; elsewhere a plain line every few seconds. */
export function screenOn(stream: NodeJS.WriteStream): Screen {
  return stream.isTTY ? terminal(stream) : plain(stream);
}

/** What percentage and text need at most, so that 80 columns leave a small bar. */
const TEXT_COLUMNS = 74;

const CLEAR_BELOW = '\u001b[J';

/** Rows that lines above the bar keep, whatever the number of layers. */
const LINES_KEPT = 8;

function terminal(stream: NodeJS.WriteStream): Screen {
  let bars: MultiBar | null = null;
  let bar: SingleBar | null = null;
  let below: SingleBar[] = [];
  return {
    line: (text) => {
      if (!bars) {
        stream.write(`${text}\n`);
        return;
      }
      // What it is written over goes before: a line that wraps would leave the end of a row standing.
      bars.log(`${CLEAR_BELOW}${text}\n`);
      bars.update();
    },
    progress: (training) => {
      const total = totalBatches(training);
      // Without a total a bar would say nothing: it comes with the run's facts.
      if (total === null) return;
      // linewrap: the bar is cut to the terminal's width, lines above it may wrap. forceRedraw: those lines wipe the bar.
      bars ??= new MultiBar({
        stream,
        format: '{bar} {percentage} %  {text}',
        barsize: Math.min(30, Math.max(6, stream.columns - TEXT_COLUMNS)),
        barCompleteChar: '█',
        barIncompleteChar: '░',
        linewrap: true,
        forceRedraw: true,
        clearOnComplete: true,
      });
      bar ??= bars.create(total, 0, { text: '' });
      bar.update(batchesDone(training), { text: progressText(training) });
      const layers = layerLines(training.layers, training.max).slice(
        0,
        Math.max(0, (stream.rows ?? 24) - LINES_KEPT),
      );
      for (const [i, text] of layers.entries()) {
        // A bar that is all text: what stands under the moving one is redrawn with it.
        below[i] ??= bars.create(1, 0, { text }, { format: '{text}' });
        below[i].update(0, { text });
      }
    },
    rest: () => {
      bars?.update();
      bars?.stop();
      bars = null;
      bar = null;
      below = [];
    },
  };
}

const PLAIN_MS = 3_000;

function plain(stream: NodeJS.WritableStream, now: () => number = Date.now): Screen {
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    line: (text) => void stream.write(`${text}\n`),
    progress: (training) => {
      if (now() - shownAt < PLAIN_MS) return;
      shownAt = now();
      const total = totalBatches(training);
      const share = total === null ? '' : `${percent(batchesDone(training) / total).padStart(5)}  `;
      stream.write(`${share}${progressText(training)}\n`);
    },
    rest: () => {},
  };
}
