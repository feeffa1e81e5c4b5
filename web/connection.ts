import { computed, signal } from '@preact/signals';
import { createClient, LearndError, StreamClosed } from '../client/index.ts';
import { CLOSE } from '../shared/protocol.ts';

const KEY = 'learnd.token';

/** For this tab alone, until it is closed. */
const token = signal(sessionStorage.getItem(KEY) ?? undefined);

/** The server asked for a token, or did not know the one that it got. */
export const needsToken = signal<string | null>(null);

/** The server that this page came from. */
export const client = computed(() => createClient(new URL('.', location.href).href, { token: token.value }));

/** @throws TypeError for what can be no token */
export function enterWith(text: string): void {
  createClient(location.origin, { token: text });
  sessionStorage.setItem(KEY, text);
  needsToken.value = null;
  token.value = text;
}

/** What went wrong, in a sentence. A refusal for want of a token opens the door where one is asked for. */
export function explain(error: unknown): string {
  const isRefused =
    (error instanceof LearndError && error.status === 401) ||
    (error instanceof StreamClosed && error.code === CLOSE.noToken);
  const sentence = error instanceof Error ? error.message : String(error);
  if (isRefused) needsToken.value = sentence;
  return sentence;
}
