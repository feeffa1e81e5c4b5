import type { Device } from '../../../shared/resources.ts';

/** What can train here, and why the rest cannot. */
export function DeviceList({ devices }: { devices: readonly Device[] }) {
  if (devices.length === 0) return null;
  return (
    <details class="devices">
      <summary>
        Devices:{' '}
        {devices.map(({ name, available }) => `${name} ${available ? '✓' : '✕ not available'}`).join(', ')}
      </summary>
      <dl>
        {devices.map((device) => (
          <div key={device.name}>
            <dt>{device.name}</dt>
            <dd>{device.available ? detailsOf(device) : (device.reason ?? 'It is not available.')}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function detailsOf({ version, threads, simd, kernels, gpu, adapter }: Device): string {
  const facts = [
    version && `version ${version}`,
    threads && `${threads} thread${threads === 1 ? '' : 's'}`,
    simd && !kernels && 'SIMD',
    gpu ?? (adapter && `software adapter ${adapter.name}`),
  ];
  return ['available', ...facts].filter(Boolean).join(', ');
}
