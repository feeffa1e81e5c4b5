/**
 * One token out of LEARND_TOKEN, as it is set for a client or for a server, which may have several of them, each with
 * what it allows before it: the first.
 */
export function tokenIn(text: string | undefined): string | undefined {
  const [first] = (text ?? '').split(',');
  return first?.trim().replace(/^(read|write):/, '') || undefined;
}
