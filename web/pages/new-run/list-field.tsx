import { useEffect, useRef } from 'preact/hooks';
import { extended, moved } from '../../form/editing.ts';
import { isPlain, type Part, type PartOf } from '../../form/parts.ts';
import { useDesk } from './desk-context.ts';
import { Field } from './field.tsx';
import { Faults, Hint, useFrame } from './field-frame.tsx';
import { ItemFold } from './item-fold.tsx';
import { TypedField } from './leaf-fields.tsx';

/** So many items are open from the first. */
const FEW = 2;

/** A list: its items in order, each to be taken out or moved, and one more to be added. */
export function ListField({ part }: { part: PartOf<'list'> }) {
  const desk = useDesk();
  const { id, aria, faults } = useFrame(part, part.hint !== null);
  const { parts, pointer, canAdd, canRemove, title, schema } = part;
  const items = Array.isArray(part.value) ? part.value : [];
  const isPlainList = isPlain(part);
  // Items that are added by hand are to be filled in; a network of many layers is better seen as a whole.
  const isDrawn = useRef(false);
  const isFresh = isDrawn.current || items.length <= FEW;
  useEffect(() => {
    isDrawn.current = true;
  }, []);
  const put = (next: unknown[]) => desk.put(pointer, next);
  return (
    <fieldset id={id} class={isPlainList ? 'field list inline' : 'group list'} {...aria}>
      <legend>{title}</legend>
      <ol>
        {parts.map((item, i) => (
          <li key={item.pointer}>
            {isPlainList ? <PlainItem part={item} /> : <ItemFold part={item} isFresh={isFresh} />}
            <span class="item-tools">
              {!isPlainList && parts.length > 1 && (
                <>
                  <Tool
                    label={`Move ${item.title} up`}
                    isOff={i === 0}
                    onPress={() => put(moved(items, i, i - 1))}
                  >
                    ↑
                  </Tool>
                  <Tool
                    label={`Move ${item.title} down`}
                    isOff={i === parts.length - 1}
                    onPress={() => put(moved(items, i, i + 1))}
                  >
                    ↓
                  </Tool>
                </>
              )}
              {canRemove && (
                <Tool label={`Remove ${item.title}`} onPress={() => desk.put(item.pointer, undefined)}>
                  ×
                </Tool>
              )}
            </span>
          </li>
        ))}
        {canAdd && (
          <li>
            <button type="button" onClick={() => put(extended(schema, items))}>
              Add<span class="unseen"> to {title}</span>
            </button>
          </li>
        )}
      </ol>
      <Hint id={id} text={part.hint} />
      <Faults id={id} faults={faults} />
    </fieldset>
  );
}

function PlainItem({ part }: { part: Part }) {
  const isTyped = part.type === 'number' || part.type === 'text' || part.type === 'moment';
  return isTyped ? <TypedField part={part} isBare /> : <Field part={part} />;
}

type ToolProps = { label: string; isOff?: boolean; onPress: () => void; children: string };

function Tool({ label, isOff = false, onPress, children }: ToolProps) {
  return (
    <button type="button" class="tool" aria-label={label} title={label} disabled={isOff} onClick={onPress}>
      {children}
    </button>
  );
}
