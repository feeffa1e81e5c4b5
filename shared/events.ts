import { type Static, type TProperties, Type } from 'typebox';
import { State } from './lifecycle.ts';
import { Digest } from './spec/digest.ts';

export const SPLITS = ['train', 'valid'] as const;
export type Split = (typeof SPLITS)[number];
const Split = Type.Enum([...SPLITS]);

/** A number that may not be finite: JSON has no NaN, so it travels as null. */
const Real = Type.Union([Type.Number(), Type.Null()]);
const column = Type.Array(Real);

const event = <const T extends string, const P extends TProperties>(type: T, data: P, description: string) =>
  Type.Object(
    {
      run: Type.String(),
      seq: Type.Integer({ minimum: 1, description: '1, 2, 3 … in each run, without holes' }),
      type: Type.Literal(type),
      time: Type.String({ format: 'date-time' }),
      ...data,
    },
    { description },
  );

/** What can be said of a layer or of the whole network by what was seen of it; docs/verdicts.md tells when. */
export const VERDICTS = [
  'dead',
  'collapsed',
  'exploding',
  'off-center',
  'sawtooth',
  'one-class',
  'saturated',
  'healthy',
] as const;
export type VerdictKind = (typeof VERDICTS)[number];

export const LayerStatistics = Type.Object({
  mean: column,
  std: Type.Array(Real, { description: 'Unbiased, as torch.std.' }),
  dead: Type.Array(Real, { description: 'Share of dead values, 0 to 1.' }),
  hist: Type.Array(Type.Array(Type.Integer()), { description: '[batch][bin], raw counts of |activation|.' }),
});

export const Events = {
  state: event(
    'state',
    {
      from: Type.Union([State, Type.Null()]),
      to: State,
      attempt: Type.Integer(),
      reason: Type.Optional(Type.String()),
    },
    'The job changed its state; `from` is null for a new job.',
  ),
  batches: event(
    'batches',
    {
      epoch: Type.Integer(),
      split: Split,
      from: Type.Integer({
        description: 'Step of the first entry, counted from 0 over the run and the split.',
      }),
      loss: column,
      accuracy: column,
      lr: Type.Optional(column),
      momentum: Type.Optional(column),
    },
    'One entry a batch: steps from, from + 1, …',
  ),
  activations: event(
    'activations',
    {
      epoch: Type.Integer(),
      from: Type.Integer(),
      every: Type.Integer(),
      layers: Type.Record(Type.String(), LayerStatistics),
    },
    'Statistics of the hooked layers at steps from, from + every, … of the training set.',
  ),
  epoch: event(
    'epoch',
    { epoch: Type.Integer(), split: Split, loss: Real, accuracy: Real, seconds: Type.Number() },
    'An epoch of one split is over: weighted means over its images.',
  ),
  rewind: event(
    'rewind',
    {
      step: Type.Integer({ description: 'Training steps from here on are void.' }),
      valid: Type.Integer({ description: 'Validation steps from here on are void.' }),
      reason: Type.String(),
    },
    'What was said of these steps, and of epochs that ended after them, is void; it comes again.',
  ),
  verdict: event(
    'verdict',
    {
      epoch: Type.Integer(),
      step: Type.Integer({ description: 'Training batches that were done when it was said.' }),
      layer: Type.Union([Type.String(), Type.Null()], {
        description: 'Name of a hooked layer; null: the network as a whole.',
      }),
      kind: Type.Enum([...VERDICTS]),
      since: Type.Integer({ description: 'The training step at which it began.' }),
      message: Type.String({ description: 'What is the matter, with the numbers.' }),
      advice: Type.Union([Type.String(), Type.Null()], { description: 'What to try; null: nothing to do.' }),
    },
    'What the statistics say of a layer, in words. Said once for each layer and kind.',
  ),
  checkpoint: event(
    'checkpoint',
    {
      epoch: Type.Integer(),
      step: Type.Integer({ description: 'Training batches done.' }),
      artifact: Digest,
      optimizer: Type.Union([Digest, Type.Null()], {
        description: 'State of the optimizer, another safetensors file; null: not kept.',
      }),
    },
    'The weights after so many training batches are kept.',
  ),
  'lr-find': event(
    'lr-find',
    {
      lr: Type.Array(Type.Number(), { description: 'Rates tried, growing.' }),
      loss: column,
      suggestion: Type.Union([Type.Number(), Type.Null()], {
        description: 'Rate to train with; null: none can be read off this curve.',
      }),
      reason: Type.String({ description: 'Where the suggestion comes from, or why there is none.' }),
    },
    'The rates of a search are all tried, with the loss at each.',
  ),
  log: event(
    'log',
    {
      level: Type.Enum(['info', 'warn', 'error']),
      message: Type.String(),
    },
    'A sentence for people.',
  ),
  end: event('end', { state: State }, 'Nothing more comes unless the job is asked to go on.'),
};

export type RunEvent = { [K in keyof typeof Events]: Static<(typeof Events)[K]> }[keyof typeof Events];
/** The type is said aloud: inference does not see through Object.values. */
export const RunEvent = Type.Unsafe<RunEvent>(Type.Union(Object.values(Events)));
export type EventType = RunEvent['type'];
export const EVENT_TYPES = Object.keys(Events) as EventType[];
