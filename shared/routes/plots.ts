import { type Static, Type } from 'typebox';
import { closed } from '../spec/closed.ts';
import { ById, route } from './route.ts';

/** What can be drawn of a run. */
export const PLOTS = ['loss', 'color-dim', 'dead-chart', 'stats', 'lr-find'] as const;
export type Plot = (typeof PLOTS)[number];

const THEMES = ['light', 'dark'] as const;
export type PlotTheme = (typeof THEMES)[number];

const ofPlot = closed({ ...ById.properties, plot: Type.Enum([...PLOTS]) });

const look = {
  theme: Type.Enum([...THEMES], { default: 'light' }),
  width: Type.Integer({ minimum: 400, maximum: 2400, default: 960, description: 'In CSS pixels.' }),
  from: Type.Optional(Type.Integer({ minimum: 0, description: 'First training step.' })),
  to: Type.Optional(Type.Integer({ minimum: 0, description: 'Training step after the last.' })),
};
const Look = closed(look);
export type PlotLook = Static<typeof Look>;

/** Bytes, also of the SVG: it is kept and shown as it comes. */
const Picture = Type.Unsafe<Uint8Array>({});

/** Pictures of a run, made by the server: for reports, chats, and wherever no dashboard runs. */
export const plotRoutes = {
  getPlotSvg: route({
    method: 'GET',
    url: '/runs/:id/plots/:plot.svg',
    summary: 'A chart of the run, as vectors',
    params: ofPlot,
    query: Look,
    status: 200,
    reply: Picture,
    produces: 'image/svg+xml',
    refusals: [400, 404, 503],
  }),
  getPlotPng: route({
    method: 'GET',
    url: '/runs/:id/plots/:plot.png',
    summary: 'A chart of the run, as pixels',
    params: ofPlot,
    query: closed({
      ...look,
      scale: Type.Number({
        minimum: 1,
        maximum: 3,
        default: 2,
        description: 'Pixels of the picture for one of CSS.',
      }),
    }),
    status: 200,
    reply: Picture,
    produces: 'image/png',
    refusals: [400, 404, 503],
  }),
};
