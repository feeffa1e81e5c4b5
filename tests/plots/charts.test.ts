import { describe, expect, test } from 'vitest';
import { drawColorDim, drawDeadChart, drawLoss, drawLrFind, drawStats } from '../../server/plots/index.ts';
import { activations, layer, look, metrics, run } from './run.ts';
import { lettersOf, type Node, named, parse } from './xml.ts';

const paths = (svg: Node): string[] => named(svg, 'path').map(({ attributes }) => attributes.d!);
const descriptionOf = (svg: Node): string => named(svg, 'desc')[0]!.text;
/** Paths of data: those with a stroke of a series have round joins. */
const curves = (svg: Node): Node[] =>
  named(svg, 'path').filter(({ attributes }) => attributes['stroke-linejoin'] === 'round');
const score = (loss: number, accuracy: number) => ({ loss, accuracy, seconds: 1 });

describe('loss', () => {
  const table = [
    { epoch: 0, train: score(1, 0.4), valid: score(2, 0.6) },
    { epoch: 1, train: score(0.5, 0.6), valid: score(1, 0.7) },
  ];
  const trained = run({ table, state: 'succeeded', epochs: { done: 2, asked: 2 }, loss: 1, accuracy: 0.7 });

  test('shows training, its average, and validation where each epoch ends, in two panels', () => {
    const svg = parse(drawLoss(trained, metrics([4, 3, 2, 1, 1, 1, 1, 0.5]), look()));
    expect(curves(svg)).toHaveLength(6);
    // Two epochs in each panel.
    expect(named(svg, 'circle')).toHaveLength(4);
    const [first, second] = named(svg, 'circle').map(({ attributes }) => Number(attributes.cx));
    const frame = named(svg, 'rect')[1]!.attributes;
    expect(second).toBeCloseTo(Number(frame.x) + Number(frame.width), 1);
    expect(first).toBeCloseTo(Number(frame.x) + Number(frame.width) / 2, 1);
    expect(lettersOf(svg)).toEqual(expect.arrayContaining(['epoch 1', 'epoch 2', 'loss', 'accuracy']));
    expect(lettersOf(svg)).toContain('training step (batch)');
    expect(named(svg, 'title')[0]!.text).toBe('a run · loss and accuracy');
    expect(descriptionOf(svg)).toContain('Validation after 2 epochs: loss 1, accuracy 70.0 %.');
    expect(lettersOf(svg)[1]).toContain('fashion-mnist · succeeded · epoch 2 of 2 · validation loss 1 ·');
  });

  test('leaves a gap for what is not finite, and says how many', () => {
    const svg = parse(drawLoss(run(), metrics([4, 3, null, null, 2, 1]), look()));
    const [raw] = curves(svg);
    expect(raw!.attributes.d!.match(/M/g)).toHaveLength(2);
    expect(descriptionOf(svg)).toContain('2 batches have a loss that is not finite');
  });

  test('is logarithmic when it spans far, and has one panel without accuracies', () => {
    const svg = parse(drawLoss(run(), metrics([1e6, 1000, 1], [null, null, null]), look()));
    expect(lettersOf(svg)).toContain('loss (logarithmic)');
    expect(lettersOf(svg)).not.toContain('accuracy');
  });

  test('shows one batch as a dot, and says in words when there is none', () => {
    const [raw] = curves(parse(drawLoss(run(), metrics([4]), look())));
    expect(raw!.attributes).toMatchObject({
      d: expect.stringMatching(/^M[\d.]+,[\d.]+Z$/),
      'stroke-linecap': 'round',
    });
    const empty = parse(drawLoss(run({ state: 'queued' }), metrics([]), look()));
    expect(curves(empty)).toEqual([]);
    expect(lettersOf(empty)).toContain('Nothing was measured yet: the run waits in the queue.');
    const window = parse(drawLoss(run(), metrics([]), look({ from: 7, to: 9 })));
    expect(lettersOf(window)).toContain('Between step 7 and 9 nothing was measured.');
  });
});

describe('statistics of layers', () => {
  test('the dead chart has a panel a layer, its last share in the title', async () => {
    const layers = { '0.1': layer([0, 0.25]), '1.1': layer([0.5, null]) };
    const svg = parse(await drawDeadChart(run(), activations(layers), look()));
    expect(lettersOf(svg)).toEqual(expect.arrayContaining(['0.1: 25.0 %', '1.1: 50.0 %']));
    expect(descriptionOf(svg)).toContain('highest in 1.1 (0.5), 0.1 (0.25)');
    // 0 at the bottom.
    const [x0, y0, , y1] = curves(svg)[0]!.attributes.d!.slice(1).split(/[,L]/).map(Number);
    const box = named(svg, 'rect')[1]!.attributes;
    expect([x0, y0]).toEqual(
      [Number(box.x), Number(box.y) + Number(box.height)].map((v) => Math.round(v * 10) / 10),
    );
    expect(y1).toBeCloseTo(Number(box.y) + Number(box.height) * 0.75, 0);
  });

  test('means and deviations share axes; each layer has a look and a name', async () => {
    const layers = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.1`, layer([0, i])]));
    const svg = parse(await drawStats(run(), activations(layers), look()));
    const looks = curves(svg).map(
      ({ attributes: { stroke, 'stroke-dasharray': dash } }) => `${stroke} ${dash}`,
    );
    expect(looks).toHaveLength(18);
    expect(new Set(looks).size).toBe(9);
    expect(lettersOf(svg)).toEqual(expect.arrayContaining(['0.1', '8.1', 'means', 'standard deviations']));
    expect(descriptionOf(svg)).toContain('8.1: 8, 8');
  });

  test('of a hundred layers the colour tells the depth', async () => {
    const layers = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}.1`, layer([1, 2])]));
    const svg = parse(await drawStats(run(), activations(layers), look()));
    expect(curves(svg)).toHaveLength(200);
    expect(lettersOf(svg)).toContain('first of 100 layers: 0.1');
    for (const draw of [drawDeadChart, drawColorDim])
      expect(parse(await draw(run(), activations(layers), look())).name).toBe('svg');
  });

  test('explosions keep the rest readable: powers of ten on both sides', async () => {
    const svg = parse(await drawStats(run(), activations({ '0': layer([-1e20, 0.5, 1e30]) }), look()));
    expect(lettersOf(svg).filter((text) => /^-?1e[12]\d$/.test(text)).length).toBeGreaterThan(1);
  });

  test('narrow pictures have the panels one below the other', async () => {
    const boxes = async (width: number) =>
      named(parse(await drawStats(run(), activations({ '0': layer([1, 2]) }), look({ width }))), 'rect')
        .filter(({ attributes }) => attributes.fill === 'none')
        .map(({ attributes }) => Number(attributes.y));
    expect(new Set(await boxes(960)).size).toBe(1);
    expect(new Set(await boxes(400)).size).toBe(2);
  });

  test('say in words when there is none', async () => {
    for (const draw of [drawDeadChart, drawStats, drawColorDim]) {
      const svg = parse(await draw(run({ state: 'failed' }), activations({ '0.1': layer([]) }), look()));
      expect(lettersOf(svg)).toContain(
        'Nothing was measured: the run failed before its first batch was told.',
      );
    }
  });
});

describe('learning rate finder', () => {
  const lr = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];
  const loss = [2, 2, 1.5, 1, 0.5, null];

  test('has a logarithmic axis, the suggestion with its value and its reason', () => {
    const svg = parse(drawLrFind(run(), { lr, loss, suggestion: 1e-2, reason: 'it falls' }, look()));
    expect(lettersOf(svg)).toEqual(expect.arrayContaining(['1e-5', '0.1', 'suggestion: 0.01', 'It falls.']));
    const marks = named(svg, 'path').filter(({ attributes }) => attributes['stroke-dasharray'] === '7 3');
    const x = Number(/^M([\d.]+)/.exec(marks.at(-1)!.attributes.d!)![1]);
    const box = named(svg, 'rect')[1]!.attributes;
    expect(x).toBeCloseTo(Number(box.x) + Number(box.width) * 0.6, 0);
    expect(descriptionOf(svg)).toContain('The suggestion is 0.01.');
  });

  test('says why there is no suggestion, and shows a search that goes on', () => {
    const none = parse(drawLrFind(run(), { lr, loss, suggestion: null, reason: 'too short' }, look()));
    expect(lettersOf(none)).toContain('No suggestion: too short.');
    const going = parse(drawLrFind(run(), { lr: [1e-5], loss: [2] }, look()));
    expect(paths(going).length).toBeGreaterThan(0);
    expect(lettersOf(going)).toContain('The search has not said what it found; the run is running.');
  });
});

test('the theme gives the colours', () => {
  const paper = (theme: 'light' | 'dark') =>
    named(parse(drawLoss(run(), metrics([1]), look({ theme }))), 'rect')[0]!.attributes.fill;
  expect([paper('light'), paper('dark')]).toEqual(['#ffffff', '#14181d']);
});
