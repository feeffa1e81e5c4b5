// JavaScript, since tsx does not reach into threads on Node 20. What goes in and out is typed in messages.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';

/** Heat maps keep their pixels: what resvg understands of `pixelated`. */
const SPEED = 1;

/** @typedef {import('./messages.ts').Order} Order */

parentPort.on('message', (/** @type {Order} */ { id, svg, scale }) => {
  try {
    const { font } = workerData;
    const image = new Resvg(svg, {
      font,
      imageRendering: SPEED,
      fitTo: { mode: 'zoom', value: scale },
    }).render();
    // A copy in memory of its own, which can be handed over without another.
    const png = Uint8Array.from(image.asPng());
    parentPort.postMessage({ id, png }, [png.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) });
  }
});
