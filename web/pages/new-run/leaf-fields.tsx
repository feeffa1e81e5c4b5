import { useSignal } from '@preact/signals';
import { defaultOf, hintOf } from '../../form/hints.ts';
import type { PartOf } from '../../form/parts.ts';
import { momentIn, numberIn, shownMoment, shownValue } from '../../form/reading.ts';
import { type Choice, choicesFor } from './choices.ts';
import { useDesk } from './desk-context.ts';
import { Faults, Frame, Hint, useFrame } from './field-frame.tsx';

type TypedPart = PartOf<'number' | 'text' | 'moment'>;
type LeafProps<T> = { part: T; isBare?: boolean };

const READERS = { number: numberIn, text: (text: string): unknown => text, moment: momentIn };

/** A line to type into. Empty is left out: then the default holds, which stands there in grey. */
export function TypedField({ part, isBare = false }: LeafProps<TypedPart>) {
  const desk = useDesk();
  const hint = isBare ? null : hintOf(part);
  const { id, aria } = useFrame(part, hint !== null);
  // What is being typed and means what the document says: "1." must not become "1" under the hands.
  const draft = useSignal('');
  const { pointer, given, type, isNullable, schema } = part;
  const read = (text: string) => (text === '' ? undefined : READERS[type](text));
  const shown = type === 'moment' ? shownMoment(given) : shownValue(given);
  const isOff = isNullable && schema.default !== null && given === null;
  const control = {
    id,
    ...aria,
    autocomplete: 'off',
    spellcheck: false,
    placeholder: isOff ? 'none' : defaultOf(schema.default),
    value: read(draft.value) === given && draft.value !== '' ? draft.value : shown,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      draft.value = currentTarget.value;
      const value = read(currentTarget.value);
      // An item that is left out would be gone.
      desk.put(pointer, value === undefined && isBare ? '' : value);
    },
  };
  return (
    <Frame part={part} hint={hint} isBare={isBare}>
      {type === 'moment' ? (
        <input {...control} type="datetime-local" />
      ) : (
        <input {...control} type="text" inputMode={type === 'number' ? 'decimal' : 'text'} />
      )}
      {isNullable && schema.default !== null && (
        <label class="switch">
          <input
            type="checkbox"
            checked={given === null}
            onChange={({ currentTarget }) => desk.put(pointer, currentTarget.checked ? null : undefined)}
          />
          none
        </label>
      )}
    </Frame>
  );
}

/** One of several words or numbers. */
export function SelectField({ part, isBare = false }: LeafProps<PartOf<'select'>>) {
  const { schema, values, value, hint } = part;
  const own: Choice[] = values.map((one) => ({ value: one, label: String(one) }));
  return (
    <ChoiceOf part={part} choices={own} value={value} standard={schema.default} hint={hint} isBare={isBare} />
  );
}

type ChoiceOfProps = {
  part: PartOf<'select'> | TypedPart;
  choices: readonly Choice[];
  value: unknown;
  standard: unknown;
  hint: string | null;
  isBare?: boolean;
};

/** A select; what the document says is among its options even when it is wrong. */
export function ChoiceOf({ part, choices, value, standard, hint, isBare = false }: ChoiceOfProps) {
  const desk = useDesk();
  const { id, aria } = useFrame(part, hint !== null);
  const known = choicesFor(part.pointer, desk) ?? choices;
  const at = known.findIndex((choice) => choice.value === value);
  return (
    <Frame part={part} hint={hint} isBare={isBare}>
      <select
        id={id}
        {...aria}
        value={at}
        onChange={({ currentTarget }) => desk.put(part.pointer, known[Number(currentTarget.value)]!.value)}
      >
        {at < 0 && <option value={-1}>{value === undefined ? 'choose …' : shownValue(value)}</option>}
        {known.map((choice, i) => (
          <option key={choice.label} value={i}>
            {choice.label}
            {choice.value === standard && ' (default)'}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function SwitchField({ part }: { part: PartOf<'switch'> }) {
  const desk = useDesk();
  const { id, aria, faults } = useFrame(part, part.hint !== null);
  return (
    <div class="field">
      <label class="switch">
        <input
          id={id}
          {...aria}
          type="checkbox"
          checked={part.value === true}
          onChange={({ currentTarget }) => desk.put(part.pointer, currentTarget.checked)}
        />
        {part.title}
      </label>
      <Hint id={id} text={part.hint} />
      <Faults id={id} faults={faults} />
    </div>
  );
}
