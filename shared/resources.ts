import { type Static, type TSchema, Type } from 'typebox';
import { Events, LayerStatistics, SPLITS } from './events.ts';
import { State } from './lifecycle.ts';
import { Receipt } from './receipt.ts';
import { DeviceName } from './spec/device.ts';
import { Digest } from './spec/digest.ts';
import { JobSpec } from './spec/job-spec.ts';

const nullable = <T extends TSchema>(schema: T, options = {}) => Type.Union([schema, Type.Null()], options);
const Time = Type.String({ format: 'date-time' });
const Real = nullable(Type.Number());

const Adapter = Type.Object(
  {
    name: Type.String(),
    driver: Type.String(),
    software: Type.Boolean({ description: 'It computes on the CPU.' }),
    limits: Type.Object({
      maxBufferSize: Type.Integer({ description: 'Bytes of the largest tensor.' }),
      maxStorageBufferBindingSize: Type.Integer({ description: 'Bytes of a tensor that a shader reads.' }),
      maxComputeInvocationsPerWorkgroup: Type.Integer(),
    }),
  },
  { description: 'What webgpu computes with. Other devices have none.' },
);

export const Device = Type.Object({
  name: DeviceName,
  available: Type.Boolean(),
  reason: nullable(Type.String({ description: 'Why it is not available, and what would help.' })),
  version: nullable(Type.String()),
  threads: nullable(Type.Integer()),
  simd: nullable(Type.Boolean()),
  kernels: Type.Optional(
    Type.String({
      description: "Which of learnd's own kernels it runs beside those of TensorFlow.js, or why none.",
    }),
  ),
  gpu: nullable(Type.String({ description: 'The GPU that really does the work; null: the CPU does.' })),
  adapter: Type.Optional(Adapter),
});
export type Device = Static<typeof Device>;

export const Dataset = Type.Object({
  name: Type.String(),
  title: Type.String(),
  classes: Type.Array(Type.String()),
  train: Type.Integer(),
  valid: Type.Integer(),
  image: Type.Array(Type.Integer(), { description: '[height, width, channels]' }),
  available: Type.Boolean({ description: 'At hand now; what is not is fetched when a job needs it.' }),
  source: nullable(Type.String()),
});
export type Dataset = Static<typeof Dataset>;

const Progress = Type.Object({
  epoch: Type.Integer(),
  epochs: Type.Integer(),
  step: Type.Integer({ description: 'Training batches done.' }),
  steps: Type.Integer(),
});

export const Job = Type.Object({
  id: Type.String(),
  state: State,
  attempt: Type.Integer({ description: 'How often it was started.' }),
  position: nullable(Type.Integer({ description: 'Place in the queue, 1 is next; null when not queued.' })),
  progress: nullable(Progress),
  eta: nullable(Type.Number({ description: 'Seconds until its end at the present pace.' })),
  error: nullable(Type.String()),
  createdAt: Time,
  startedAt: nullable(Time),
  finishedAt: nullable(Time),
  spec: JobSpec,
});
export type Job = Static<typeof Job>;

/** The network layer by layer, as the lesson's summary(). */
export const ModelSummary = Type.Object({
  layers: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.String(),
      output: Type.Array(Type.Integer(), { description: 'Shape for one image.' }),
      parameters: Type.Integer(),
      mflops: Type.Number({ description: 'Millions of operations for one image.' }),
      path: Type.Optional(
        Type.Enum(['kernels', 'tfjs'], {
          description: "Whether learnd's own kernels have a part in it, or TensorFlow.js does it alone.",
        }),
      ),
    }),
  ),
  parameters: Type.Integer(),
  mflops: Type.Number(),
});
export type ModelSummary = Static<typeof ModelSummary>;

/** What is known of a run once its trainer has built the model. */
export const RunFacts = Type.Object({
  device: Device,
  versions: Type.Record(Type.String(), Type.String()),
  parameters: Type.Integer(),
  layers: Type.Array(Type.Object({ name: Type.String(), kind: Type.String() }), {
    description: 'Hooked modules in forward order.',
  }),
  dataset: Type.Object({ source: Type.String(), train: Type.Integer(), valid: Type.Integer() }),
  normalize: nullable(Type.Object({ mean: Type.Number(), std: Type.Number() })),
  steps: Type.Object(
    { train: Type.Integer(), valid: Type.Integer() },
    { description: 'Batches in an epoch.' },
  ),
  summary: Type.Optional(ModelSummary),
  /** Of the last attempt. Runs of earlier versions have none. */
  receipt: Type.Optional(Receipt),
  receipts: Type.Optional(
    Type.Array(
      Type.Object({
        attempt: Type.Integer(),
        step: Type.Integer({ description: 'Training batches that were done when it began.' }),
        receipt: Receipt,
      }),
      {
        description:
          'Of each attempt whose batches still stand, in order of `step`; one that has the receipt of the one before is left out.',
      },
    ),
  ),
});
export type RunFacts = Static<typeof RunFacts>;

const SplitScore = Type.Object({ loss: Real, accuracy: Real, seconds: Type.Number() });
export const EpochRow = Type.Object({
  epoch: Type.Integer(),
  train: nullable(SplitScore),
  valid: nullable(SplitScore),
});
export type EpochRow = Static<typeof EpochRow>;

const { epoch, step, artifact, optimizer, time } = Events.checkpoint.properties;
/** Weights that a run has kept, and that no rewind made void. */
export const Checkpoint = Type.Object({ epoch, step, artifact, optimizer, time });
export type Checkpoint = Static<typeof Checkpoint>;

const said = Events.verdict.properties;
/** What was found of a layer or of the network, and no rewind made void. */
export const Verdict = Type.Object({
  layer: said.layer,
  kind: said.kind,
  since: said.since,
  step: said.step,
  epoch: said.epoch,
  message: said.message,
  advice: said.advice,
});
export type Verdict = Static<typeof Verdict>;

const { lr, loss, suggestion, reason } = Events['lr-find'].properties;
export const LrFind = Type.Object({ lr, loss, suggestion, reason });
export type LrFind = Static<typeof LrFind>;

export const Artifact = Type.Object({
  digest: Digest,
  size: Type.Integer({ description: 'Bytes.' }),
});
export type Artifact = Static<typeof Artifact>;

export const Classified = Type.Object({
  classes: Type.Array(Type.String(), { description: 'In the order of the probabilities.' }),
  probabilities: Type.Array(Type.Array(Real), { description: '[image][class]' }),
  labels: Type.Array(Type.Integer(), { description: 'Place of the likeliest class of each image.' }),
});
export type Classified = Static<typeof Classified>;

const summary = {
  id: Type.String(),
  name: nullable(Type.String()),
  notes: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  state: State,
  dataset: Type.String(),
  device: nullable(Type.String()),
  loss: nullable(Type.Number({ description: 'Of the last epoch, on the validation set.' })),
  accuracy: nullable(Type.Number({ description: 'Of the last epoch, on the validation set.' })),
  epochs: Type.Object({ done: Type.Integer(), asked: Type.Integer() }),
  createdAt: Time,
  startedAt: nullable(Time),
  finishedAt: nullable(Time),
};
export const RunSummary = Type.Object(summary);
export type RunSummary = Static<typeof RunSummary>;

export const Run = Type.Object({
  ...summary,
  spec: JobSpec,
  seed: Type.Integer(),
  attempt: Type.Integer(),
  error: nullable(Type.String()),
  lastSeq: Type.Integer({ description: 'seq of the last event in its journal.' }),
  facts: nullable(RunFacts),
  table: Type.Array(EpochRow),
  best: nullable(Type.Object({ epoch: Type.Integer(), loss: Real, accuracy: Real })),
  seconds: nullable(Type.Number({ description: 'From start to end, or until now.' })),
  checkpoint: nullable(Checkpoint, { description: 'The last one; GET /runs/{id}/checkpoints has them all.' }),
  lrFind: nullable(LrFind),
  verdicts: Type.Array(Verdict, { description: 'In the order in which they were found.' }),
});
export type Run = Static<typeof Run>;

export const Split = Type.Enum([...SPLITS]);
const column = Type.Array(Real);

export const Metrics = Type.Object({
  split: Split,
  step: Type.Array(Type.Integer()),
  epoch: Type.Array(Type.Integer()),
  columns: Type.Record(Type.String(), column),
});
export type Metrics = Static<typeof Metrics>;

export const Activations = Type.Object({
  bins: Type.Integer(),
  max: Type.Number({ description: 'Upper edge of the last bin.' }),
  layers: Type.Record(
    Type.String(),
    Type.Object({ step: Type.Array(Type.Integer()), ...LayerStatistics.properties }),
  ),
});
export type Activations = Static<typeof Activations>;
