import { type Static, Type } from 'typebox';
import { DeviceName } from './spec/device.ts';
import { Digest } from './spec/digest.ts';

const digest = (description: string) => Type.String({ ...Digest, description });

/** What the numbers of a training depend on. Two runs with the same digest have to say the same losses. */
export const Receipt = Type.Object({
  spec: digest('sha256 of the job without what does not change its numbers, as canonical JSON.'),
  data: digest('sha256 over images and labels of both splits, as far as they are used.'),
  code: Type.Object({
    version: Type.String({ description: 'Of learnd.' }),
    digest: digest(
      'sha256 over the sources that decide the numbers, and the versions of the libraries they lean on.',
    ),
    tfjs: Type.String(),
    node: Type.String(),
  }),
  device: Type.Object({
    name: DeviceName,
    version: Type.Union([Type.String(), Type.Null()]),
    threads: Type.Union([Type.Integer(), Type.Null()]),
    simd: Type.Union([Type.Boolean(), Type.Null()]),
    gpu: Type.Union([Type.String(), Type.Null()]),
    platform: Type.String({ description: 'Operating system and processor, such as linux-x64.' }),
  }),
  digest: digest('sha256 of all of this, as canonical JSON.'),
});
export type Receipt = Static<typeof Receipt>;
