/** Threads of a workgroup, everywhere here: what every device has. */
export const GROUP = 256;

/**
 * A computation in WGSL. `code` is what each thread does; it may use `group` and `local` (the number of its workgroup, and
 * its own in that), `groups` (how many there are), what is read and written as arrays by name, and `numbers.NAME`.
 */
export type Shader = {
  /** By which it is known once compiled. */
  name: string;
  reads: readonly string[];
  writes: readonly string[];
  /** Those of both that are int32; the others are float32. */
  whole?: readonly string[];
  numbers: Readonly<Record<string, 'i32' | 'f32'>>;
  /** Functions, and variables of a workgroup. */
  declarations?: string;
  code: string;
};

/** A shader with a thread for each of `numbers.size` places, whose code knows its own as `i`. */
export const forEach = (shader: Shader): Shader => ({
  ...shader,
  numbers: { ...shader.numbers, size: 'i32' },
  code: `
    let i = group * ${GROUP} + local;
    if (i >= numbers.size) { return; }
    ${shader.code}
  `,
});

/** A shader for each key, written when it is first asked for: a step runs dozens of them. */
export function kept<Key>(write: (key: Key) => Shader): (key: Key) => Shader {
  const written = new Map<Key, Shader>();
  return (key) => {
    const known = written.get(key);
    if (known) return known;
    const shader = write(key);
    written.set(key, shader);
    return shader;
  };
}

export type Compiled = { pipeline: GPUComputePipeline; layout: GPUBindGroupLayout };

export const dtypeOf = (shader: Shader, name: string): 'int32' | 'float32' =>
  shader.whole?.includes(name) ? 'int32' : 'float32';

export function compile(device: GPUDevice, shader: Shader): Compiled {
  const buffers = [...shader.reads, ...shader.writes];
  const isWritten = (i: number): boolean => i >= shader.reads.length;
  const layout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } },
      ...buffers.map(
        (_, i): GPUBindGroupLayoutEntry => ({
          binding: i + 1,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: isWritten(i) ? 'storage' : 'read-only-storage' },
        }),
      ),
    ],
  });
  const arrays = buffers.map((name, i) => {
    const access = isWritten(i) ? 'read_write' : 'read';
    const type = dtypeOf(shader, name) === 'float32' ? 'f32' : 'i32';
    return `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<${type}>;`;
  });
  const fields = Object.entries(shader.numbers).map(([name, type]) => `${name}: ${type},`);
  const code = `
    struct Numbers { ${fields.length > 0 ? fields.join(' ') : 'none: i32,'} };
    @group(0) @binding(0) var<uniform> numbers: Numbers;
    ${arrays.join('\n')}
    ${shader.declarations ?? ''}
    @compute @workgroup_size(${GROUP})
    fn run(
      @builtin(workgroup_id) workgroup: vec3<u32>,
      @builtin(num_workgroups) workgroups: vec3<u32>,
      @builtin(local_invocation_index) thread: u32,
    ) {
      let group = i32(workgroup.y * workgroups.x + workgroup.x);
      let groups = i32(workgroups.x * workgroups.y);
      let local = i32(thread);
      ${shader.code}
    }
  `;
  const module = device.createShaderModule({ label: shader.name, code });
  const pipeline = device.createComputePipeline({
    label: shader.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'run' },
  });
  return { pipeline, layout };
}
