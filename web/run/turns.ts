/** So long may events be taken in without a turn for drawing and input, in ms. */
const SLICE_MS = 8;

/** Lets the browser have a turn after every few milliseconds of work: a long catch-up must not freeze the page. */
export function createTurns(): () => Promise<void> | undefined {
  const { port1, port2 } = new MessageChannel();
  let from = performance.now();
  return () => {
    if (performance.now() - from < SLICE_MS) return undefined;
    return new Promise((resolve) => {
      port1.onmessage = () => {
        from = performance.now();
        resolve();
      };
      port2.postMessage(null);
    });
  };
}
