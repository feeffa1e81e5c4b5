import { SHELLS, type Shell, scriptFor } from '../completion-script.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../usage.ts';
import { say } from '../world.ts';
import { command } from './command.ts';

export const completion = command({
  name: 'completion',
  summary: 'a script for the shell: completes commands, options, presets, runs',
  operands: [{ name: 'SHELL', kind: 'word', choices: SHELLS }],
  options: {},
  about: `SHELL is bash, zsh or fish. For this session, and for all when it stands in ~/.bashrc or ~/.zshrc:

  source <(npx learnd completion bash)
  source <(npx learnd completion zsh)
  npx learnd completion fish | source

The script also defines the command learnd, where there is none, so that it works from any folder.`,
  async run({ operands: [shell] }, world) {
    const known = SHELLS.find((name) => name === shell);
    if (!known) throw new UsageError(`SHELL must be one of ${SHELLS.join(', ')}, got "${shell}".`);
    say(world, scriptFor(known satisfies Shell));
    return EXIT.ok;
  },
});
