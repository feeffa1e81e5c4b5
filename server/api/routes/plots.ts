import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Run } from '../../../shared/resources.ts';
import type { Plot, PlotLook } from '../../../shared/routes/plots.ts';
import { openPainter, PictureTooLarge, TooManyPictures } from '../../plots/index.ts';
import { type Store, TooMuchAsked } from '../../store/index.ts';
import { runOf } from '../checkpoints.ts';
import { knows, tagOf } from '../etag.ts';
import { handle } from '../handle.ts';
import { readPackage } from '../package.ts';
import { refusePlot, sketch } from '../plots.ts';
import { Refusal, refuseFor } from '../refusal.ts';
import { checkWindow } from '../window.ts';

/** A browser shows the picture with its own styles and the heat maps inside it, and runs and fetches nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

type Asked = { params: { id: string; plot: Plot }; query: PlotLook & { scale?: number } };

export function plotRoutes(app: FastifyInstance, store: Store): void {
  const painter = openPainter();
  const program = readPackage();
  app.addHook('onClose', () => painter.close());

  /** Answers 304 to whoever has the picture already; otherwise makes it. */
  async function answer(
    { params: { id, plot }, query }: Asked,
    reply: FastifyReply,
    { ending, make }: { ending: string; make: (svg: string) => Promise<Uint8Array> },
  ): Promise<Readable | FastifyReply> {
    checkWindow(query);
    const run = await runOf(store, id);
    refusePlot(run, plot);
    const etag = tagOf((await program).version, plot, ending, query, shownOf(run));
    const headers = { etag, 'cache-control': 'private, no-cache' };
    if (knows(reply.request.headers['if-none-match'], etag)) return reply.headers(headers).code(304).send();
    const bytes = await sketch(store, run, plot, query).then(make).catch(blame);
    reply.headers({
      ...headers,
      'content-security-policy': POLICY,
      'content-disposition': `inline; filename="${run.id}-${plot}.${ending}"`,
      'content-length': bytes.length,
    });
    return Readable.from([bytes]);
  }

  handle(app, 'getPlotSvg', (asked, reply) =>
    answer(asked, reply, { ending: 'svg', make: async (svg) => Buffer.from(svg) }),
  );

  handle(app, 'getPlotPng', (asked, reply) =>
    answer(asked, reply, { ending: 'png', make: (svg) => painter.paint(svg, asked.query.scale) }),
  );
}

/** What of a run changes its pictures: its series grow only with its journal. */
const shownOf = ({ id, name, state, lastSeq, epochs, loss, accuracy }: Run) => ({
  id,
  name,
  state,
  lastSeq,
  epochs,
  loss,
  accuracy,
});

/** Says what to ask for instead of what cannot be made. */
function blame(error: unknown): never {
  if (error instanceof TooManyPictures) throw new Refusal(503, error.message, [], { cause: error });
  if (error instanceof PictureTooLarge) throw refuseFor(400, [{ path: '/scale', message: error.message }]);
  if (error instanceof TooMuchAsked) throw refuseFor(400, [{ path: '/to', message: error.message }]);
  throw error;
}
