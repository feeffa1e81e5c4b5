import type { Device } from '../../shared/resources.ts';

/** A device that works, in one line. */
export function deviceText({ name, version, threads, simd, kernels, gpu, adapter }: Device): string {
  return [
    version ? `${name} ${version}` : name,
    ...(threads === null ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
    // Where there are kernels the version says in what they are.
    ...(simd && !kernels ? ['SIMD'] : []),
    gpu ? `GPU ${gpu}` : adapter ? `software adapter ${adapter.name}, no GPU` : 'no GPU',
  ].join(', ');
}
