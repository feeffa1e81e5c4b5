import { expect, test } from 'vitest';
import { VERDICTS, type VerdictKind } from '../../../shared/events.ts';
import type { Verdict } from '../../../shared/resources.ts';
import { bySeverity, healthOf, layerHealth } from '../../../web/run/health.ts';

const verdict = (layer: string | null, kind: VerdictKind): Verdict => ({
  layer,
  kind,
  since: 0,
  step: 1,
  epoch: 0,
  message: '',
  advice: null,
});

test('a layer is as well as the worst that was said of it', () => {
  const verdicts = [verdict('0.1', 'healthy'), verdict('0.1', 'off-center'), verdict('1.1', 'dead')];
  expect(layerHealth(verdicts, '0.1')).toEqual({ word: 'off center', sign: '▲', tone: 'warn' });
  expect(layerHealth(verdicts, '1.1').tone).toBe('bad');
  expect(layerHealth(verdicts, '2.1').tone).toBe('none');
});

test('a network that was called healthy has no layer that is not, but for those of which more was said', () => {
  const verdicts = [verdict(null, 'healthy'), verdict('0.1', 'off-center')];
  expect(layerHealth(verdicts, '1.1').word).toBe('healthy');
  expect(layerHealth(verdicts, '0.1').word).toBe('off center');
  expect(layerHealth([verdict(null, 'one-class')], '1.1').tone).toBe('none');
});

test('the worst comes first', () => {
  const sorted = bySeverity([verdict('a', 'healthy'), verdict('b', 'sawtooth'), verdict('c', 'exploding')]);
  expect(sorted.map(({ layer }) => layer)).toEqual(['c', 'b', 'a']);
});

test('every verdict has a tone and a place in the order', () => {
  for (const kind of VERDICTS) {
    expect(healthOf(kind).tone).toMatch(/bad|warn|good/);
    expect(layerHealth([verdict('a', kind)], 'a').word).toBe(kind.replace('-', ' '));
  }
});
