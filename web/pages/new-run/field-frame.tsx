import type { ComponentChildren } from 'preact';
import type { Part } from '../../form/parts.ts';
import { idOf, useDesk } from './desk-context.ts';
import './fields.css';

/** What belongs to every control, by the ids that it is described by. */
export function useFrame({ pointer }: Part, hasHint: boolean) {
  const faults = useDesk().placed.value.get(pointer) ?? [];
  const id = idOf(pointer);
  const described = [...(hasHint ? [`${id}-hint`] : []), ...(faults.length > 0 ? [`${id}-fault`] : [])];
  return {
    id,
    faults,
    /** For the control itself. */
    aria: {
      'aria-invalid': faults.length > 0,
      ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
    },
  };
}

export function Hint({ id, text }: { id: string; text: string | null }) {
  return text === null || text === '' ? null : (
    <p class="hint" id={`${id}-hint`}>
      {text}
    </p>
  );
}

export function Faults({ id, faults }: { id: string; faults: readonly string[] }) {
  return faults.length === 0 ? null : (
    <p class="fault" id={`${id}-fault`}>
      <span aria-hidden="true">✕ </span>
      {faults.join('; ')}
    </p>
  );
}

type FrameProps = {
  part: Part;
  hint: string | null;
  /** A control inside of a list: its name is said, not shown. */
  isBare: boolean;
  children: ComponentChildren;
};

/** A label over a control, with its hint and its mistakes under it. */
export function Frame({ part, hint, isBare, children }: FrameProps) {
  const { id, faults } = useFrame(part, hint !== null);
  return (
    <div class={`field${isBare ? ' bare' : ''}${part.type === 'text' ? ' wide' : ''}`}>
      <label for={id} class={isBare ? 'unseen' : ''}>
        {part.title}
      </label>
      {children}
      {!isBare && <Hint id={id} text={hint} />}
      <Faults id={id} faults={faults} />
    </div>
  );
}
