import { type Static, Type } from 'typebox';
import { Activation } from './activation.ts';
import { closed } from './closed.ts';
import { Layers } from './layer.ts';
import { Norm } from './norm.ts';

const filters = (widths: number[], description: string) =>
  Type.Array(Type.Integer({ minimum: 1, maximum: 1024 }), {
    minItems: 1,
    maxItems: 16,
    default: widths,
    description,
  });
const kernel = Type.Enum([1, 3, 5, 7], { default: 3 });

export const ModelSpec = Type.Union([
  closed(
    {
      kind: Type.Literal('cnn'),
      filters: filters([8, 16, 32, 64], 'Output channels of each convolution but the last.'),
      kernel,
      firstStride: Type.Enum([1, 2], {
        default: 2,
        description: 'Of the first convolution; the deeper network of notebook 13 has 1.',
      }),
      activation: Activation,
      norm: Norm,
      headNorm: Type.Boolean({ default: false, description: 'The norm also after the last convolution.' }),
    },
    {
      description:
        "The lesson's get_model: stride-2 convolutions, each with norm and activation, then one to the classes.",
    },
  ),
  closed(
    {
      kind: Type.Literal('resnet'),
      filters: filters([8, 16, 32, 64, 128, 256], 'Output channels of each block; all but the first halve.'),
      kernel,
      activation: Activation,
      norm: Norm,
    },
    { description: "The course's ResNet (notebook 13): residual blocks, then one linear layer." },
  ),
  closed(
    { kind: Type.Literal('sequential'), layers: Layers },
    { description: 'Layer by layer, as torch.nn.Sequential; the last has to give one value a class.' },
  ),
]);
export type ModelSpec = Static<typeof ModelSpec>;
