import { useSignal } from '@preact/signals';
import { hasIssue } from '../../form/issues.ts';
import type { Part } from '../../form/parts.ts';
import { summaryOf } from '../../form/summary.ts';
import { useDesk } from './desk-context.ts';
import { Field } from './field.tsx';

/** An item of a long list: a line that opens. One with a mistake inside is open. */
export function ItemFold({ part, isFresh }: { part: Part; isFresh: boolean }) {
  const { placed } = useDesk();
  const isOpen = useSignal(isFresh);
  return (
    <details
      class="item"
      open={isOpen.value || hasIssue(part, placed.value)}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>{summaryOf(part)}</summary>
      <Field part={part} />
    </details>
  );
}
