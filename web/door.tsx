import { useSignal } from '@preact/signals';
import { enterWith } from './connection.ts';

/** Asks for the token that the server wants. */
export function Door({ reason }: { reason: string }) {
  const text = useSignal('');
  const fault = useSignal<string | null>(null);
  const enter = (event: Event) => {
    event.preventDefault();
    try {
      enterWith(text.value.trim());
    } catch (error) {
      fault.value = (error as Error).message;
    }
  };
  return (
    <form class="door card" onSubmit={enter}>
      <h1>This server asks for a token</h1>
      <p>{reason}</p>
      <label>
        Token
        <input
          type="password"
          autocomplete="current-password"
          required
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
      </label>
      {fault.value && <p role="alert">{fault.value}</p>}
      <button type="submit">Enter</button>
      <p class="hint">It is one of those in LEARND_TOKEN, and is kept in this tab until it is closed.</p>
    </form>
  );
}
