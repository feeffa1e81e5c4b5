import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { brief } from './numbers.ts';

/** What a job is, in a few words a part. */
export function specRows(spec: JobSpec): [name: string, value: string][] {
  return [
    ['dataset', datasetText(spec.dataset)],
    ['model', modelText(spec.model)],
    ['init', spec.init.kind],
    ['optimizer', optimizerText(spec)],
    ['training', trainingText(spec)],
  ];
}

function datasetText({ name, trainLimit, validLimit, normalize }: JobSpec['dataset']): string {
  const limits =
    trainLimit === null && validLimit === null
      ? []
      : [`at most ${trainLimit ?? 'all'} and ${validLimit ?? 'all'} images`];
  const how =
    typeof normalize === 'string' ? normalize : `mean ${brief(normalize.mean)}, std ${brief(normalize.std)}`;
  return [name, ...limits, `normalized: ${how}`].join(', ');
}

function modelText(model: JobSpec['model']): string {
  if (model.kind === 'sequential') return `sequential of ${model.layers.length} layers`;
  const { kind, filters, activation, norm } = model;
  return [
    `${kind} ${filters.join('-')}`,
    activation.kind,
    norm.kind === 'none' ? 'no norm' : `${norm.kind} norm`,
  ].join(', ');
}

function optimizerText({ optimizer, learner }: JobSpec): string {
  const decay = optimizer.weightDecay ? [`weight decay ${brief(optimizer.weightDecay)}`] : [];
  const kind = learner.kind === 'momentum' ? [`learner ${learner.kind}`] : [];
  return [`${optimizer.kind}, lr ${brief(optimizer.lr)}`, ...decay, ...kind].join(', ');
}

function trainingText(spec: JobSpec): string {
  const { batchSize, seed } = spec;
  const what =
    spec.kind === 'train'
      ? [`${spec.epochs} epochs`, `${spec.schedule.kind} rate`]
      : [`search from ${brief(spec.startLr)}, times ${spec.gamma} a batch`];
  const augment = spec.augment.length === 0 ? [] : [spec.augment.map(({ kind }) => kind).join(' + ')];
  return [...what, `batches of ${batchSize}`, ...augment, `seed ${seed}`].join(', ');
}
