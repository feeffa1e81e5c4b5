import type { VerdictKind } from '../../shared/events.ts';
import type { Verdict } from '../../shared/resources.ts';

export type Tone = 'bad' | 'warn' | 'good' | 'none';
export type Health = { word: string; sign: string; tone: Tone };

/** From worst to best. */
const ORDER: readonly VerdictKind[] = [
  'exploding',
  'dead',
  'collapsed',
  'one-class',
  'sawtooth',
  'saturated',
  'off-center',
  'healthy',
];
const TONES: Record<VerdictKind, Tone> = {
  exploding: 'bad',
  dead: 'bad',
  collapsed: 'bad',
  'one-class': 'bad',
  sawtooth: 'warn',
  saturated: 'warn',
  'off-center': 'warn',
  healthy: 'good',
};
const SIGNS: Record<Tone, string> = { bad: '✕', warn: '▲', good: '✓', none: '·' };

export function healthOf(kind: VerdictKind): Health {
  const tone = TONES[kind];
  return { word: kind.replace('-', ' '), sign: SIGNS[tone], tone };
}

const UNKNOWN: Health = { word: 'nothing found', sign: SIGNS.none, tone: 'none' };

/** The worst that was said of a layer; null: of the network as a whole. A network that was called healthy has no layer that is not. */
export function layerHealth(verdicts: readonly Verdict[], layer: string | null): Health {
  const said = (of: string | null) =>
    verdicts.filter((verdict) => verdict.layer === of).map(({ kind }) => kind);
  const ofLayer = said(layer);
  const worst = ORDER.find((kind) => ofLayer.includes(kind));
  if (worst) return healthOf(worst);
  return said(null).includes('healthy') ? healthOf('healthy') : UNKNOWN;
}

/** Worst first, then in the order in which they were found. */
export const bySeverity = (verdicts: readonly Verdict[]): Verdict[] =>
  [...verdicts].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
