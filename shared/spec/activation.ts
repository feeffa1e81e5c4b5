import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';

/** Activations without settings: PyTorch's, in lower case. */
export const PLAIN_ACTIVATIONS = [
  'relu',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'tanh',
  'softplus',
  'swish',
  'gelu',
  'identity',
] as const;
export type PlainActivation = (typeof PLAIN_ACTIVATIONS)[number];

const plain = <const K extends PlainActivation>(kind: K) => closed({ kind: Type.Literal(kind) });

export const ACTIVATION_BRANCHES = [
  closed(
    {
      kind: Type.Literal('general-relu'),
      leak: Type.Number({ minimum: 0, maximum: 1, default: 0.1, description: 'Slope below 0.' }),
      sub: Type.Number({ minimum: -10, maximum: 10, default: 0.4, description: 'Taken from the output.' }),
      max: Type.Union([Type.Number(), Type.Null()], {
        default: null,
        description: 'Upper bound of the output.',
      }),
    },
    { description: "Lesson 17's GeneralRelu." },
  ),
  plain('relu'),
  plain('relu6'),
  plain('elu'),
  plain('selu'),
  plain('sigmoid'),
  plain('tanh'),
  plain('softplus'),
  plain('swish'),
  plain('gelu'),
  plain('identity'),
] as const;

export const Activation = Type.Union([...ACTIVATION_BRANCHES], { default: { kind: 'relu' } });
export type Activation = Static<typeof Activation>;
