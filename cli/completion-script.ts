import { fileURLToPath } from 'node:url';
import { script } from '@bomb.sh/tab';
import { captured } from './console-capture.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What the script for bash takes from the package bash-completion, for where that is not there. */
const WORDS = `type _get_comp_words_by_ref >/dev/null 2>&1 || _get_comp_words_by_ref() {
    cur="\${COMP_WORDS[COMP_CWORD]}"; prev="\${COMP_WORDS[COMP_CWORD-1]}"; words=("\${COMP_WORDS[@]}"); cword="$COMP_CWORD"
}`;

/** A script that asks this checkout at each Tab, and that makes `learnd` a command where it is none. */
export function scriptFor(shell: Shell): string {
  const program = `'${process.execPath}' '${fileURLToPath(new URL('learnd.mjs', import.meta.url))}'`;
  const asking = captured(() => script(shell, 'learnd', program));
  const defined =
    shell === 'fish'
      ? `type -q learnd; or function learnd; ${program} $argv; end`
      : `command -v learnd >/dev/null || learnd() { ${program} "$@"; }`;
  return [asking, ...(shell === 'bash' ? [WORDS] : []), defined].join('\n');
}
