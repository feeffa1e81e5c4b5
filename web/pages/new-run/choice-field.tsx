import { layersOf } from '../../../shared/spec/architecture.ts';
import { chosen } from '../../form/editing.ts';
import type { Option, PartOf } from '../../form/parts.ts';
import { useDesk } from './desk-context.ts';
import { Fields } from './field.tsx';
import { Faults, Hint, useFrame } from './field-frame.tsx';

/** A union: which of its branches, and that one's fields. */
export function ChoiceField({ part }: { part: PartOf<'choice'> }) {
  const desk = useDesk();
  const { pointer, title, options, parts, schema, value } = part;
  const branch = options[part.chosen]?.branch;
  const hint = [schema.description, branch?.description].filter(Boolean).join(' ') || null;
  const { id, aria, faults } = useFrame(part, hint !== null);
  const choose = (option: Option) => desk.put(pointer, spelledOut() ?? chosen(branch, option.branch, value));
  /** A named architecture that becomes a list of layers begins as the same network. */
  const spelledOut = (): unknown => {
    const spec = desk.spec.peek();
    const image = desk.image.peek();
    if (pointer !== '/model' || !spec || !image || spec.model.kind === 'sequential') return null;
    return { kind: 'sequential', layers: layersOf(spec.model, image.classes) };
  };
  return (
    <fieldset class={parts.length === 0 ? 'group slim' : 'group'}>
      <legend>{title}</legend>
      <select
        id={id}
        {...aria}
        aria-label={title}
        value={part.chosen}
        onChange={({ currentTarget }) => choose(options[Number(currentTarget.value)]!)}
      >
        {part.chosen < 0 && <option value={-1}>choose …</option>}
        {options.map(({ label }, i) => (
          <option key={label} value={i}>
            {label}
          </option>
        ))}
      </select>
      <Hint id={id} text={hint} />
      <Faults id={id} faults={faults} />
      {parts.length > 0 && <Fields parts={parts} />}
    </fieldset>
  );
}
