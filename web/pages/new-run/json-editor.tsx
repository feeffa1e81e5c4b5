import { useRef } from 'preact/hooks';
import type { Note } from '../../form/sheet.ts';
import { useDesk } from './desk-context.ts';
import './json-editor.css';

/** The job as text, with the numbers of its lines; mistakes are told under it and lead to their line. */
export function JsonEditor() {
  const desk = useDesk();
  const area = useRef<HTMLTextAreaElement>(null);
  const { text } = desk.sheet.value;
  const notes = desk.notes.value;
  const lines = text.split('\n');
  const wrong = new Set(notes.map(({ line }) => line));
  const goTo = ({ line }: Note) => {
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  };
  return (
    <section class="card editor" aria-labelledby="json-title">
      <h2 id="json-title">
        <label for="json">As JSON</label>
      </h2>
      <div class="sheet">
        <pre class="gutter" aria-hidden="true">
          {lines.map((_, i) => (
            <span key={i} class={wrong.has(i + 1) ? 'wrong' : ''}>
              {i + 1}
            </span>
          ))}
        </pre>
        <textarea
          id="json"
          ref={area}
          rows={lines.length}
          wrap="off"
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          aria-invalid={notes.length > 0}
          aria-describedby="json-notes"
          value={text}
          onInput={({ currentTarget }) => desk.type(currentTarget.value)}
        />
      </div>
      <div id="json-notes" role="status">
        {notes.length === 0 ? (
          <p class="hint">Form and text are one document. What is left out has its default.</p>
        ) : (
          <ul class="notes">
            {notes.map((note) => (
              <li key={`${note.path} ${note.message}`}>
                <button type="button" class="note" onClick={() => goTo(note)}>
                  Line {note.line}
                </button>{' '}
                <span class="fault">
                  {note.path && <code>{note.path}</code>} {note.message}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
