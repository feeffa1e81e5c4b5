import { ask } from './question.ts';
import type { Screen } from './screen.ts';
import { isAttended, type World } from './world.ts';

/** npm passes Ctrl-C on to a command that has had it from the terminal already: so soon after the first it is the same one. */
const SAME_MS = 1_000;

/** What may be done while a run is followed. */
export type Ways = { detach: () => void; cancel: () => void };

/**
 * Ctrl-C while a run is followed: asks whether to leave it alone or to cancel it; pressed again, or with nobody to be
 * asked, it means leaving. @returns a function that stops listening
 */
export function listenForInterrupt(world: World, screen: HeldScreen, { detach, cancel }: Ways): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let asking: AbortController | null = null;
  let isCancelled = false;

  const heard = (signal: NodeJS.Signals) => {
    const isSame = Date.now() - last < SAME_MS;
    last = Date.now();
    if (signal === 'SIGTERM' || !isAttended(world)) return detach();
    if (isSame) return;
    if (isCancelled || asking) return leave();
    void question();
  };
  const leave = () => {
    asking?.abort();
    detach();
  };
  const question = async () => {
    asking = new AbortController();
    screen.hold();
    const answer = await ask(
      world,
      'Interrupted: [d]etach, [c]ancel the run, or Enter to go on watching? ',
      asking.signal,
    );
    asking = null;
    if (answer === null || answer.startsWith('d')) return detach();
    if (answer.startsWith('c')) {
      isCancelled = true;
      cancel();
    }
    screen.release();
  };

  for (const signal of ['SIGINT', 'SIGTERM'] as const) world.signals.on(signal, heard);
  return () => {
    asking?.abort();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) world.signals.off(signal, heard);
  };
}

export type HeldScreen = Screen & {
  /** From here on lines wait, and no progress is shown. */
  hold: () => void;
  release: () => void;
};

/** A screen that can be kept quiet for a while. */
export function heldScreen(screen: Screen): HeldScreen {
  let waiting: string[] | null = null;
  return {
    line: (text) => (waiting ? void waiting.push(text) : screen.line(text)),
    progress: (training) => (waiting ? undefined : screen.progress(training)),
    rest: () => screen.rest(),
    hold: () => {
      screen.rest();
      waiting ??= [];
    },
    release: () => {
      const lines = waiting ?? [];
      waiting = null;
      for (const text of lines) screen.line(text);
    },
  };
}
