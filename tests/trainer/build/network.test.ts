import { describe, expect, test } from 'vitest';
import { Random, stateDict, summary } from '../../../server/learner/index.ts';
import { buildNetwork } from '../../../server/trainer/build/network.ts';
import { check } from '../../../shared/check.ts';
import { infeasible, planOf } from '../../../shared/spec/feasible.ts';
import { ModelSpec } from '../../../shared/spec/model.ts';
import { type Plan, parameterSizes, parametersOf } from '../../../shared/spec/plan.ts';
import { smallJob } from '../../dispatcher/service.ts';
import { onWasm } from '../../learner/wasm.ts';

const IMAGE = { height: 28, width: 28, channels: 1, classes: 10 };
const NORMS = ['none', 'batch', 'lesson-batch', 'layer', 'instance', 'group'] as const;
const ACTIVATIONS = [
  'relu',
  'general-relu',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'tanh',
  'softplus',
  'swish',
  'gelu',
  'identity',
];

const read = (model: unknown): ModelSpec => {
  const checked = check(ModelSpec, model);
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.value;
};
const planned = (model: ModelSpec): Plan => {
  const plan = planOf({ model }, IMAGE);
  if ('message' in plan) throw new Error(`${plan.path} ${plan.message}`);
  return plan;
};

const MODELS: [string, unknown][] = [
  ...NORMS.map((norm): [string, unknown] => [`cnn, ${norm}`, { kind: 'cnn', norm: { kind: norm } }]),
  ...NORMS.map((norm): [string, unknown] => [
    `resnet, ${norm}`,
    { kind: 'resnet', filters: [8, 8, 16, 16, 24], norm: { kind: norm } },
  ]),
  ...ACTIVATIONS.map((kind): [string, unknown] => [`cnn, ${kind}`, { kind: 'cnn', activation: { kind } }]),
  [
    'deeper cnn',
    { kind: 'cnn', filters: [8, 16, 32, 64, 128], firstStride: 1, norm: { kind: 'batch' }, headNorm: true },
  ],
  ['kernel 5', { kind: 'cnn', kernel: 5 }],
  [
    'linear layers',
    {
      kind: 'sequential',
      layers: [
        { kind: 'flatten' },
        { kind: 'linear', features: 50 },
        { kind: 'relu' },
        { kind: 'dropout' },
        { kind: 'linear', features: 10, bias: false },
      ],
    },
  ],
  [
    'all that can be listed',
    {
      kind: 'sequential',
      layers: [
        { kind: 'conv', filters: 8, kernel: 5, padding: 1 },
        { kind: 'group-norm', groups: 4 },
        { kind: 'elu' },
        { kind: 'avg-pool', size: 3, ceil: true },
        {
          kind: 'residual',
          layers: [
            { kind: 'conv', filters: 8 },
            { kind: 'sequential', layers: [{ kind: 'instance-norm', affine: true }, { kind: 'gelu' }] },
          ],
        },
        {
          kind: 'sequential',
          layers: [
            { kind: 'conv-block', filters: 12, activation: { kind: 'swish' }, norm: { kind: 'layer' } },
            { kind: 'layer-norm' },
          ],
        },
        { kind: 'lesson-batch-norm' },
        { kind: 'res-block', filters: 16, stride: 2, norm: { kind: 'batch' } },
        { kind: 'batch-norm' },
        { kind: 'global-avg-pool' },
        { kind: 'linear', features: 10, bias: false },
        { kind: 'batch-norm' },
      ],
    },
  ],
];

describe.each(MODELS)('a plan and what is built from it: %s', (_, given) => {
  onWasm(1);

  test('agree in names, shapes and sizes', () => {
    const model = read(given);
    const plan = planned(model);
    const network = buildNetwork({ model }, IMAGE, { weights: new Random(1), dropout: new Random(2) });
    const { rows, parameters } = summary(network, [28, 28, 1]);
    const dict = stateDict(network);
    const sizes = Array.from(network.namedParameters(), ([, { value }]) => value.size);
    network.dispose();

    expect(plan.modules.map(({ name }) => name).sort()).toEqual(
      [...network.namedModules()]
        .map(([name]) => name)
        .filter((name) => name !== '')
        .sort(),
    );
    const leaves = plan.modules.filter(({ isLeaf }) => isLeaf);
    expect(rows.map(({ name, output }) => [name, output]).sort()).toEqual(
      leaves.map(({ name, output }) => [name, output]).sort(),
    );
    expect(parametersOf(plan)).toBe(parameters);
    expect(parameterSizes(plan), 'in the order in which the optimizer gets them').toEqual(sizes);
    const shapes = plan.modules.flatMap(({ name, state }) =>
      Object.entries(state).map(([key, shape]) => [`${name}.${key}`, shape] as const),
    );
    expect(Object.fromEntries(shapes)).toEqual(
      Object.fromEntries(Object.entries(dict).map(([name, { shape }]) => [name, shape])),
    );
  });
});

describe('what cannot be trained', () => {
  const refused = (changes: Record<string, unknown>): string[] =>
    infeasible(smallJob(changes), IMAGE).map(({ path, message }) => `${path} ${message}`);
  const layers = (...list: unknown[]) => ({ model: { kind: 'sequential', layers: list } });

  test.each([
    [{ model: { kind: 'cnn', filters: [8, 16] } }, '/model/filters 28x28 images need at least 4'],
    [{ model: { kind: 'cnn', firstStride: 1 } }, '/model/filters 28x28 images need at least 5'],
    [
      { augment: [{ kind: 'horizontal-flip' }, { kind: 'random-crop', padding: 28 }] },
      '/augment/1/padding must be below 28, the side of the image, got 28',
    ],
    [
      { model: { kind: 'cnn', filters: [6, 8, 8, 8], norm: { kind: 'group', groups: 4 } } },
      '/model 4 groups do not divide the 6',
    ],
    [
      layers({ kind: 'flatten' }, { kind: 'conv', filters: 3 }),
      '/model/layers/1 takes images, gets a list of 784',
    ],
    [layers({ kind: 'linear', features: 10 }), '/model/layers/0 takes a list of values, gets [1,28,28]'],
    [
      layers({ kind: 'flatten' }, { kind: 'linear', features: 9 }),
      '/model/layers the last layer gives [9], but there are 10',
    ],
    [
      layers(
        { kind: 'conv', filters: 3, kernel: 15, padding: 0 },
        { kind: 'conv', filters: 3, kernel: 15, padding: 0 },
      ),
      '/model/layers/1 a kernel of 15 does not fit images of 14x14',
    ],
    [
      layers({ kind: 'residual', layers: [{ kind: 'conv', filters: 2 }] }),
      '/model/layers/0 gets [1,28,28] but its layers give [2,28,28]',
    ],
    [
      layers({ kind: 'sequential', layers: [{ kind: 'flatten' }, { kind: 'layer-norm' }] }),
      '/model/layers/0/layers/1 takes images',
    ],
    [
      layers({ kind: 'res-block', filters: 6, norm: { kind: 'group', groups: 4 } }),
      '/model/layers/0 4 groups do not divide the 6',
    ],
    [
      { model: { kind: 'cnn', activation: { kind: 'general-relu', leak: 0, max: -1 } } },
      '/model general-relu with leak 0, sub 0.4 and max -1 gives the same',
    ],
    [
      layers({ kind: 'res-block', filters: 4, kernel: 2, stride: 3 }),
      '/model/layers/0 a res-block wants an odd kernel',
    ],
    [{ hooks: { layers: ['0.0', '9.9'] } }, '/hooks/layers/1 no module 9.9; the model has 0, 0.0, 0.1'],
    [{ init: { kind: 'lsuv' } }, '/init lsuv brings outputs to mean 0'],
    [
      { model: { kind: 'cnn', filters: [1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024] } },
      '/model/filters 66,',
    ],
    [
      { batchSize: 65_536, model: { kind: 'cnn', filters: [64, 64, 64, 64] } },
      '/batchSize a batch of 65536 needs about',
    ],
  ])('%j', (changes, start) => {
    const [first, ...others] = refused(changes as Record<string, unknown>);
    expect(first).toContain(start);
    expect(others).toEqual([]);
  });

  test('what wasm has no room for is left to a GPU', () => {
    const large = { batchSize: 65_536, model: { kind: 'cnn', filters: [64, 64, 64, 64] } };
    expect(refused({ ...large, device: 'wasm' })).toHaveLength(1);
    for (const device of ['webgpu', 'webgpu:1', 'tensorflow'])
      expect(refused({ ...large, device })).toEqual([]);
  });

  test('what can be is not refused', () => {
    for (const [, model] of MODELS)
      expect(infeasible({ ...smallJob(), model: read(model) }, IMAGE)).toEqual([]);
  });
});
