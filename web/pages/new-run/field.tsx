import type { Part } from '../../form/parts.ts';
import { ChoiceField } from './choice-field.tsx';
import { choicesFor } from './choices.ts';
import { useDesk } from './desk-context.ts';
import { GroupField } from './group-field.tsx';
import { ChoiceOf, SelectField, SwitchField, TypedField } from './leaf-fields.tsx';
import { ListField } from './list-field.tsx';

/** The control of a part, with all that is inside of it. */
export function Field({ part }: { part: Part }) {
  const desk = useDesk();
  switch (part.type) {
    case 'group':
      return <GroupField part={part} />;
    case 'choice':
      return <ChoiceField part={part} />;
    case 'list':
      return <ListField part={part} />;
    case 'select':
      return <SelectField part={part} />;
    case 'switch':
      return <SwitchField part={part} />;
    default: {
      const choices = choicesFor(part.pointer, desk);
      // Until the server has told what it has, a name can be typed.
      if (!choices?.length) return <TypedField part={part} />;
      return (
        <ChoiceOf
          part={part}
          choices={choices}
          value={part.value}
          standard={part.schema.default}
          hint={null}
        />
      );
    }
  }
}

export function Fields({ parts }: { parts: readonly Part[] }) {
  return (
    <div class="fields">
      {parts.map((part) => (
        <Field key={part.pointer} part={part} />
      ))}
    </div>
  );
}
