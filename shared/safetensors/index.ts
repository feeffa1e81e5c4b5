export { decodeSafetensors, type Tensor } from './decoding.ts';
export { type Encodable, encodeSafetensors } from './encoding.ts';
export { BadSafetensors, type Dtype } from './format.ts';
export { type Header, headerEnd, readHeader, type TensorInfo } from './header.ts';
