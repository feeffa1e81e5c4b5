import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Dataset, Device } from '../../../shared/resources.ts';
import { client, explain } from '../../connection.ts';

/** What the server can train on and with; empty until it has told. */
export function useSurroundings() {
  const datasets = useSignal<readonly Dataset[]>([]);
  const devices = useSignal<readonly Device[]>([]);
  const fault = useSignal<string | null>(null);
  useEffect(() => {
    const tell = (error: unknown) => {
      fault.value = explain(error);
    };
    client.value.datasets().then(({ items }) => {
      datasets.value = items;
    }, tell);
    client.value.devices().then(({ items }) => {
      devices.value = items;
    }, tell);
  }, [client.value]);
  return { datasets, devices, fault };
}
