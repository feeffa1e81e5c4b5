import { useSignal } from '@preact/signals';
import { hasIssue } from '../../form/issues.ts';
import type { Part } from '../../form/parts.ts';
import { idOf, useDesk } from './desk-context.ts';
import { Field, Fields } from './field.tsx';
import { Faults } from './field-frame.tsx';

/** What one wants to say of almost every run, in this order; the rest is folded. */
const FIRST = [
  '/name',
  '/dataset',
  '/model',
  '/init',
  '/optimizer',
  '/schedule',
  '/epochs',
  '/batchSize',
  '/startLr',
  '/gamma',
  '/maxMult',
  '/maxEpochs',
];
/** Of the dataset, too, only its name is for everyone. */
const FOLDED = ['group', 'choice', 'list'];

/** The job as a form. While the text beside it is no JSON it shows what the text last said, and waits. */
export function SpecForm() {
  const desk = useDesk();
  const form = desk.form.value;
  const isWaiting = desk.sheet.value.fault !== null;
  const parts = 'parts' in form ? form.parts : [];
  const first = FIRST.flatMap((pointer) => parts.filter((part) => part.pointer === pointer));
  const rest = parts.filter((part) => !first.includes(part));
  return (
    <fieldset class="spec" disabled={isWaiting}>
      <legend class="unseen">The job</legend>
      {isWaiting && <p role="status">The text is no JSON at the moment: the form waits for it.</p>}
      <Faults id={idOf('')} faults={desk.placed.value.get('') ?? []} />
      <KindField />
      <Fields parts={first} />
      <More parts={rest} />
    </fieldset>
  );
}

/** A training or a search: what the other fields are. */
function KindField() {
  const desk = useDesk();
  const form = desk.form.value;
  if (form.type !== 'choice') return null;
  const { options, chosen: at } = form;
  return (
    <div class="field">
      <label for="kind">What to do</label>
      <select
        id="kind"
        value={at}
        onChange={({ currentTarget }) => desk.become(options[Number(currentTarget.value)]!.label)}
      >
        {at < 0 && <option value={-1}>choose …</option>}
        {options.map(({ label }, i) => (
          <option key={label} value={i}>
            {label === 'train' ? 'train a network' : label === 'lr-find' ? 'find the learning rate' : label}
          </option>
        ))}
      </select>
    </div>
  );
}

function More({ parts }: { parts: readonly Part[] }) {
  const { placed } = useDesk();
  const isOpen = useSignal(false);
  const isWrong = parts.some((part) => hasIssue(part, placed.value));
  const [small, large] = [false, true].map((isLarge) =>
    parts.filter(({ type }) => FOLDED.includes(type) === isLarge),
  );
  return (
    <details
      class="more"
      open={isOpen.value || isWrong}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>More: {parts.map(({ title }) => title.toLowerCase()).join(', ')}</summary>
      <Fields parts={small!} />
      {large!.map((part) => (
        <Field key={part.pointer} part={part} />
      ))}
    </details>
  );
}
