import type { Device } from '../../shared/resources.ts';

/** A device that works, in one line. */
export function deviceText({ name, version, threads, simd, gpu, adapter }: Device): string {
  return [
    version ? `${name} ${version}` : name,
    ...(threads === null ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
    ...(simd ? ['SIMD'] : []),
    gpu ? `GPU ${gpu}` : adapter ? `software adapter ${adapter.name}, no GPU` : 'no GPU',
  ].join(', ');
}
