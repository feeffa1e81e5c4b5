import { useSignal } from '@preact/signals';
import type { Run } from '../../../shared/resources.ts';
import { client, explain } from '../../connection.ts';
import { Dialog } from '../../parts/dialog.tsx';

type AnnotationProps = { run: Run; onClose: () => void; onSaved: (run: Run) => void };

/** Changes what people say of a run; its spec stays what was asked for. */
export function Annotation({ run, onClose, onSaved }: AnnotationProps) {
  const fault = useSignal<string | null>(null);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const tags = text('tags')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean);
    try {
      const body = { name: text('name') || null, tags: [...new Set(tags)], notes: text('notes') || null };
      onSaved(await client.value.runs.annotate(run.id, body));
    } catch (error) {
      fault.value = explain(error);
    }
  };
  return (
    <Dialog title="Name, tags, notes" onClose={onClose}>
      <form onSubmit={save}>
        <label>
          Name
          <input name="name" value={run.name ?? ''} />
        </label>
        <label>
          Tags, separated by commas
          <input name="tags" value={run.tags.join(', ')} />
        </label>
        <label>
          Notes
          <textarea name="notes" rows={5} value={run.notes ?? ''} />
        </label>
        {fault.value && <p role="alert">{fault.value}</p>}
        <div class="buttons">
          <button type="submit">Save</button>
          <button type="button" onClick={onClose}>
            Leave as it is
          </button>
        </div>
      </form>
    </Dialog>
  );
}
