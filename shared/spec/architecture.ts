import type { Layer } from './layer.ts';
import type { ModelSpec } from './model.ts';
import type { Norm } from './norm.ts';

/** A named architecture spelled out, layer by layer. The module paths of what is built are those of this list. */
export function layersOf(model: ModelSpec, classes: number): Layer[] {
  switch (model.kind) {
    case 'sequential':
      return model.layers;
    case 'cnn':
      return cnn(model, classes);
    case 'resnet':
      return resnet(model, classes);
  }
}

type Cnn = Extract<ModelSpec, { kind: 'cnn' }>;
type ResNet = Extract<ModelSpec, { kind: 'resnet' }>;

function cnn({ filters, kernel, firstStride, activation, norm, headNorm }: Cnn, classes: number): Layer[] {
  const block = { kind: 'conv-block', kernel, bias: true } as const;
  return [
    ...filters.map(
      (width, i): Layer => ({
        ...block,
        filters: width,
        stride: i === 0 ? firstStride : 2,
        activation,
        norm,
      }),
    ),
    { ...block, filters: classes, stride: 2, activation: null, norm: headNorm ? norm : { kind: 'none' } },
    { kind: 'flatten' },
  ];
}

function resnet({ filters, kernel, activation, norm }: ResNet, classes: number): Layer[] {
  return [
    ...filters.map(
      (width, i): Layer => ({
        kind: 'res-block',
        filters: width,
        kernel,
        stride: i === 0 ? 1 : 2,
        activation,
        norm,
      }),
    ),
    { kind: 'flatten' },
    { kind: 'linear', features: classes, bias: false },
    ...(norm.kind === 'batch' ? [normLayer(norm)!] : []),
  ];
}

/** The norm as a layer of its own; null when there is none. */
export function normLayer(norm: Norm): Layer | null {
  switch (norm.kind) {
    case 'none':
      return null;
    case 'batch':
      return { ...norm, kind: 'batch-norm' };
    case 'lesson-batch':
      return { ...norm, kind: 'lesson-batch-norm' };
    case 'layer':
      return { ...norm, kind: 'layer-norm' };
    case 'instance':
      return { ...norm, kind: 'instance-norm' };
    case 'group':
      return { ...norm, kind: 'group-norm' };
  }
}
