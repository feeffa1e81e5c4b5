import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSetting, specWith } from '../../cli/settings.ts';
import { spec } from '../store/fixture.ts';

const base = { kind: 'train', dataset: { name: 'fashion-mnist' }, model: { kind: 'cnn' } };
const made = (...settings: string[]) => specWith(base, settings.map(readSetting), 'job.json');

describe('a setting', () => {
  const key = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_-]*$/);

  test('has any JSON value, under any path', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 2, maxLength: 5 }), fc.jsonValue(), (path, value) => {
        const read = readSetting(`${path.join('.')}=${JSON.stringify(value)}`);
        expect(read).toMatchObject({ path });
        expect(JSON.stringify(read.value)).toBe(JSON.stringify(value));
      }),
    );
  });

  test('has the word itself where it is no JSON, equals signs and all', () => {
    fc.assert(
      fc.property(key, fc.stringMatching(/^[a-z/][a-z0-9=./ -]*$/), (name, word) => {
        fc.pre(!['true', 'false', 'null'].includes(word) && name !== 'kind');
        expect(readSetting(`${name}=${word}`)).toEqual({
          text: `${name}=${word}`,
          path: [name],
          value: word,
        });
      }),
    );
  });

  test.each(['lr', '=1', 'a..b=1', '.a=1', 'a.=1'])('needs a path and a value: %s', (text) => {
    expect(() => readSetting(text)).toThrow(`--set ${text}: write it as optimizer.lr=0.1.`);
  });

  test('does not make a search of a training', () => {
    expect(() => readSetting('kind=lr-find')).toThrow('there is learnd lr-find');
  });
});

describe('a job with settings', () => {
  test('is the job as the server fills it in, when there are none', () => {
    expect(made()).toEqual(spec({ epochs: 3 } as never));
  });

  test('has what was set, and all else as it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 1e-6, max: 10, noNaN: true }),
        (epochs, lr) => {
          const { optimizer, ...rest } = made(`epochs=${epochs}`, `optimizer.lr=${lr}`);
          expect({ ...rest, epochs: 3 }).toEqual((({ optimizer: _, ...others }) => others)(made()));
          expect(optimizer).toEqual({ ...made().optimizer, lr });
        },
      ),
      { numRuns: 30 },
    );
  });

  test('of another kind has nothing of the old one, in whatever order they are set', () => {
    const one = made('optimizer.kind=adamw', 'optimizer.lr=0.06');
    expect(one.optimizer).toMatchObject({ kind: 'adamw', lr: 0.06 });
    expect(made('optimizer.lr=0.06', 'optimizer.kind=adamw')).toEqual(one);
    expect(made('model.norm.kind=batch', 'model.norm.momentum=0.2').model).toMatchObject({
      norm: { kind: 'batch', momentum: 0.2 },
    });
    expect(made('optimizer.kind=sgd')).toEqual(made());
  });

  test('has places in lists', () => {
    expect(made('model.filters.0=16', 'model.filters.4=128').model).toMatchObject({
      filters: [16, 16, 32, 64, 128],
    });
    expect(made('augment.0.kind=horizontal-flip')).toMatchObject({ augment: [{ kind: 'horizontal-flip' }] });
    expect(made('augment=[{"kind":"random-crop"}]')).toMatchObject({ augment: [{ kind: 'random-crop' }] });
  });

  test('may be mended by them', () => {
    const { dataset: _, ...without } = base;
    expect(specWith(without, [readSetting('dataset.name=mnist')], 'x').dataset.name).toBe('mnist');
  });

  test.each([
    [['epochs=0'], '--set epochs=0: epochs must be >= 1, got 0'],
    [['optimizer.lr=fast'], '--set optimizer.lr=fast: optimizer.lr must be number, got "fast"'],
    [['optimizer.kind=ada'], '--set optimizer.kind=ada: optimizer.kind must be "sgd", '],
    [
      ['optimizer={"kind":"sgd","lr":-1}'],
      '--set optimizer={"kind":"sgd","lr":-1}: optimizer.lr must be > 0',
    ],
    [['epoch=3'], '--set epoch=3: epoch unknown key; known here: kind, name'],
    [['epochs.x=3'], '--set epochs.x=3: there is no x in 3.'],
    [['model.filters.9=3'], '--set model.filters.9=3: 9 is no place in a list of 4; count from 0.'],
    [['model.filters.x=3'], '--set model.filters.x=3: x is no place in a list of 4'],
    [['__proto__.x=3'], '--set __proto__.x=3: __proto__ unknown key'],
    [['constructor=3'], '--set constructor=3: constructor unknown key'],
    [['epochs=0', 'batchSize=0'], '--set batchSize=0: batchSize must be >= 1, got 0'],
  ])('tells a mistake at the option that made it: %j', (settings, sentence) => {
    expect(() => made(...settings)).toThrow(sentence);
  });

  test('tells what is not of an option by the place that the job comes from', () => {
    expect(() => specWith({ ...base, seed: -1 }, [readSetting('epochs=3')], 'job.json')).toThrow(
      'job.json: seed must be >= 0, got -1',
    );
    expect(() => specWith([], [], 'job.json')).toThrow('job.json: the job must be');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
