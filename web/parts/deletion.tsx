import { useSignal } from '@preact/signals';
import { client, explain } from '../connection.ts';
import { Dialog } from './dialog.tsx';

type DeletionProps = { id: string; name: string; onClose: () => void; onDeleted: () => void };

/** Deletes a run once that was confirmed. */
export function Deletion({ id, name, onClose, onDeleted }: DeletionProps) {
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const confirm = async () => {
    isBusy.value = true;
    try {
      await client.value.runs.delete(id);
      onDeleted();
    } catch (error) {
      fault.value = explain(error);
      isBusy.value = false;
    }
  };
  return (
    <Dialog title={`Delete “${name}”?`} onClose={onClose}>
      <p>Its metrics, its journal and its weights are gone then. Nothing brings them back.</p>
      {fault.value && <p role="alert">{fault.value}</p>}
      <div class="buttons">
        <button type="button" class="danger" disabled={isBusy.value} onClick={confirm}>
          Delete
        </button>
        <button type="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}
