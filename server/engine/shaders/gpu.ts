import type { DataType } from '@tensorflow/tfjs';
import type { Shape, Tensor } from '../tf.ts';
import { tf } from '../tf.ts';
import { type Compiled, compile, dtypeOf, GROUP, type Shader } from './shader.ts';

/** What is leaned on of tfjs-backend-webgpu 4.22, whose version is pinned. */
type Backend = {
  device: GPUDevice;
  tensorMap: { get(id: object): { values: unknown; refCount: number; resource: GPUBuffer } };
  bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  uniformPendingDisposal: GPUBuffer[];
  commandQueueOwnedIds: WeakSet<object>;
  commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: number[], dtype: DataType): { dataId: object };
  uploadToGPU(id: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
};

/** Workgroups in one direction: what every device has. */
const MAX_GROUPS = 65_535;
/** Ops that are gathered before the GPU is given them, as tfjs does. */
const DISPATCHES = 15;

/** Whole numbers or floats, as the shader says, by its names. */
export type Numbers = Readonly<Record<string, number>>;
/** By the shader's names. */
export type Bound = Readonly<Record<string, Tensor>>;

/** Runs shaders on the tensors of tfjs's webgpu backend, in the order of its own ops. */
export class Gpu {
  /** How many shaders were run. */
  runs = 0;
  readonly #backend: Backend;
  readonly #compiled = new Map<string, Compiled>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /**
   * Runs `groups` workgroups of GROUP threads; so many are dealt out over two directions that `group` may pass the last.
   * @throws RangeError for a tensor of another dtype than the shader takes
   */
  run(shader: Shader, tensors: Bound, numbers: Numbers, groups: number): void {
    this.runs++;
    const backend = this.#backend;
    const bound = [...shader.reads, ...shader.writes].map((name) => operand(shader, name, tensors));
    for (const { dataId } of bound) backend.uploadToGPU(dataId);
    const compiled = this.#compile(shader);
    const uniforms = this.#uniforms(shader, numbers);
    const bindGroup = backend.device.createBindGroup({
      layout: compiled.layout,
      entries: [
        { binding: 0, resource: { buffer: uniforms } },
        ...bound.map(({ dataId }, i) => ({
          binding: i + 1,
          resource: { buffer: backend.tensorMap.get(dataId).resource },
        })),
      ],
    });
    backend.ensureCommandEncoderReady();
    backend.computePassEncoder ??= backend.commandEncoder.beginComputePass();
    const wide = Math.min(groups, MAX_GROUPS);
    backend.computePassEncoder.setPipeline(compiled.pipeline);
    backend.computePassEncoder.setBindGroup(0, bindGroup);
    backend.computePassEncoder.dispatchWorkgroups(wide, Math.ceil(groups / wide));
    for (const { dataId } of bound) backend.commandQueueOwnedIds.add(dataId);
    for (const name of shader.writes) backend.tensorMap.get(tensors[name]!.dataId).values = null;
    if (++backend.dispatchCountInPass >= DISPATCHES) {
      backend.endComputePassEncoder();
      backend.submitQueue();
    }
  }

  /** A thread for each of `size` places. */
  each(shader: Shader, tensors: Bound, numbers: Numbers, size: number): void {
    if (size > 0) this.run(shader, tensors, { ...numbers, size }, Math.ceil(size / GROUP));
  }

  /** A tensor whose values a shader is about to write. The tidy around it owns it. */
  output(shape: Shape, dtype: DataType = 'float32'): Tensor {
    const { dataId } = this.#backend.makeTensorInfo([...shape], dtype);
    return tf.engine().makeTensorFromDataId(dataId, [...shape], dtype, this.#backend as never);
  }

  /** Whether other tensors have the same values, which tfjs shares as if nobody ever wrote. */
  shares({ dataId }: Tensor): boolean {
    return this.#backend.tensorMap.get(dataId).refCount > 1;
  }

  /** Whether its tensors are still there. */
  get isOpen(): boolean {
    return tf.findBackend('webgpu') === (this.#backend as unknown);
  }

  /** Bytes that one tensor may have, to be read or written by a shader. */
  get maxBytes(): number {
    return this.#backend.device.limits.maxStorageBufferBindingSize;
  }

  /** Tensors that one shader may read and write together. */
  get maxBuffers(): number {
    return this.#backend.device.limits.maxStorageBuffersPerShaderStage;
  }

  #compile(shader: Shader): Compiled {
    const known = this.#compiled.get(shader.name);
    if (known) return known;
    const compiled = compile(this.#backend.device, shader);
    this.#compiled.set(shader.name, compiled);
    return compiled;
  }

  /** Freed by tfjs once the ops so far have been handed over. */
  #uniforms({ numbers }: Shader, values: Numbers): GPUBuffer {
    const names = Object.keys(numbers);
    const data = new DataView(new ArrayBuffer(Math.max(1, Math.ceil(names.length / 4)) * 16));
    for (const [i, name] of names.entries()) {
      if (numbers[name] === 'i32') data.setInt32(4 * i, values[name]!, true);
      else data.setFloat32(4 * i, values[name]!, true);
    }
    const { device, bufferManager, uniformPendingDisposal } = this.#backend;
    const buffer = bufferManager.acquireBuffer(
      data.byteLength,
      GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM,
    );
    device.queue.writeBuffer(buffer, 0, data.buffer as ArrayBuffer);
    uniformPendingDisposal.push(buffer);
    return buffer;
  }
}

function operand(shader: Shader, name: string, tensors: Bound): Tensor {
  const tensor = tensors[name]!;
  const wanted = dtypeOf(shader, name);
  if (tensor.dtype === wanted) return tensor;
  throw new RangeError(`${shader.name} takes ${wanted} for ${name}, not ${tensor.dtype} [${tensor.shape}]`);
}

let running: { backend: object; gpu: Gpu } | null = null;

/** Our shaders, where the device in use is a GPU by WebGPU; else null. */
export function gpu(): Gpu | null {
  if (tf.getBackend() !== 'webgpu') return null;
  const backend = tf.backend() as unknown as Backend;
  if (running?.backend !== backend) running = { backend, gpu: new Gpu(backend) };
  return running.gpu;
}
