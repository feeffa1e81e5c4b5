import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { element, short, text } from '../../server/plots/drawing/markup.ts';
import { drawColorDim, drawDeadChart, drawLoss, drawLrFind, drawStats } from '../../server/plots/index.ts';
import { activations, look, metrics, run } from './run.ts';
import { all, named, parse } from './xml.ts';

const value = fc.option(
  fc.oneof(fc.double(), fc.double({ min: -10, max: 10 }), fc.constantFrom(0, 1, -1, 1e308, -1e308, 5e-324)),
  { freq: 6 },
);
const column = fc.array(value, { maxLength: 40 });
const name = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(']]>', '"/><script>', '\u0000\uFFFE\uD800'),
);
const shown = fc.record({
  theme: fc.constantFrom('light', 'dark'),
  width: fc.integer({ min: 400, max: 2400 }),
});
const layers = fc
  .dictionary(name, column, { maxKeys: 6 })
  .map((columns) =>
    Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, layerOf(values)])),
  );

const layerOf = (values: (number | null)[]) => ({
  step: values.map((_, i) => i * 3),
  mean: values,
  std: values.map((each) => each && Math.abs(each)),
  dead: values,
  hist: values.map((each) => (each === null ? [] : [1e9, 0])),
});

/** Well formed, and every number in it one. */
function judge(svg: string): void {
  const root = parse(svg);
  for (const { attributes } of all(root)) {
    const { href, id, 'font-family': _, ...numbers } = attributes;
    expect(JSON.stringify(numbers)).not.toMatch(/NaN|Infinity|undefined/);
    if (attributes.d !== undefined) expect(attributes.d).toMatch(/^([ML]-?[\d.]+,-?[\d.]+|Z)*$/);
  }
  for (const { text: content } of named(root, 'text')) expect(content).not.toMatch(/NaN|Infinity|undefined/);
}

const options = { numRuns: process.env.PROVE ? 2000 : 25 };
/** Names may say anything: only the run's own are left out of the search for NaN. */
const subject = (given: string) => run({ name: `${given.replaceAll(/NaN|Infinity|undefined/g, '')}.` });

describe('whatever is drawn', () => {
  test('losses', () =>
    fc.assert(
      fc.property(name, column, column, shown, (of, loss, accuracy, as) =>
        judge(drawLoss(subject(of), metrics(loss, accuracy.slice(0, loss.length), 7), look(as))),
      ),
      options,
    ));

  test('statistics of layers', () =>
    fc.assert(
      fc.asyncProperty(name, layers, shown, async (of, all, as) => {
        for (const draw of [drawStats, drawDeadChart, drawColorDim])
          judge(await draw(subject(of), activations(all), look(as)));
      }),
      options,
    ));

  test('searches', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, noNaN: true }), { maxLength: 40 }),
        column,
        value,
        name,
        shown,
        (lr, loss, suggestion, reason, as) => {
          const losses = lr.map((_, i) => loss[i] ?? null);
          judge(drawLrFind(run(), { lr, loss: losses, suggestion, reason: `${reason}.` }, look(as)));
        },
      ),
      options,
    ));
});

describe('markup', () => {
  test('never lets text out of its place', () => {
    for (const evil of ['</text><script>alert(1)</script>', '" onload="alert(1)', '&lt;', ']]><!--', "'"]) {
      const root = parse(element('g', { id: evil }, text(evil)).svg);
      expect(root).toEqual({ name: 'g', attributes: { id: evil }, children: [], text: evil });
    }
    expect(parse(element('g', {}, text('a\u0000b\uD800c😀')).svg).text).toBe('a\uFFFDb\uFFFDc😀');
  });

  test('refuses coordinates that are no numbers', () => {
    expect(() => short(Number.NaN)).toThrow(RangeError);
    expect(() => element('rect', { x: Number.POSITIVE_INFINITY })).toThrow('must be finite');
  });
});
