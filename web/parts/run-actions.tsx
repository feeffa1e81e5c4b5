import { useSignal } from '@preact/signals';
import type { State } from '../../shared/lifecycle.ts';
import { client, explain } from '../connection.ts';
import { linkTo } from '../routing.ts';
import { Deletion } from './deletion.tsx';
import { ALLOWED, VERBS, type Verb } from './permissions.ts';

type RunActionsProps = {
  id: string;
  name: string;
  state: State;
  /** Something was asked for, and the server has agreed. */
  onDone: () => void;
  onDeleted: () => void;
  /** Leaves out what cannot be done now, instead of showing it pale. */
  isShort?: boolean;
};

const WORDS: Record<Verb, string> = { pause: 'Pause', resume: 'Resume', cancel: 'Cancel', retry: 'Retry' };

/** What can be done with a run in its state. A refusal is told beside the buttons. */
export function RunActions({ id, name, state, onDone, onDeleted, isShort = false }: RunActionsProps) {
  const fault = useSignal<string | null>(null);
  const busy = useSignal<Verb | null>(null);
  const isDeleting = useSignal(false);
  const ask = async (verb: Verb) => {
    busy.value = verb;
    fault.value = null;
    try {
      await client.value[verb](id);
      onDone();
    } catch (error) {
      fault.value = explain(error);
    }
    busy.value = null;
  };
  const aria = (word: string) => (isShort ? { 'aria-label': `${word} ${name}` } : {});
  return (
    <div class="buttons actions">
      {VERBS.filter((verb) => !isShort || ALLOWED[verb](state)).map((verb) => (
        <button
          key={verb}
          type="button"
          {...aria(WORDS[verb])}
          disabled={!ALLOWED[verb](state) || busy.value !== null}
          onClick={() => ask(verb)}
        >
          {WORDS[verb]}
        </button>
      ))}
      {ALLOWED.fork(state) && (
        <a class="button" {...aria('Fork')} href={linkTo('new', undefined, { fork: id })}>
          Fork
        </a>
      )}
      {(!isShort || ALLOWED.delete(state)) && (
        <button
          type="button"
          class="danger"
          {...aria('Delete')}
          disabled={!ALLOWED.delete(state)}
          onClick={() => {
            isDeleting.value = true;
          }}
        >
          Delete
        </button>
      )}
      {fault.value && <p role="alert">{fault.value}</p>}
      {isDeleting.value && (
        <Deletion
          id={id}
          name={name}
          onClose={() => {
            isDeleting.value = false;
          }}
          onDeleted={onDeleted}
        />
      )}
    </div>
  );
}
