import type { PartOf } from '../../form/parts.ts';
import { Fields } from './field.tsx';
import { Faults, Hint, useFrame } from './field-frame.tsx';

/** Fields that belong together. */
export function GroupField({ part }: { part: PartOf<'group'> }) {
  const { id, aria, faults } = useFrame(part, part.hint !== null);
  return (
    <fieldset id={id} class="group" {...aria}>
      <legend>{part.title}</legend>
      <Hint id={id} text={part.hint} />
      <Faults id={id} faults={faults} />
      <Fields parts={part.parts} />
    </fieldset>
  );
}
