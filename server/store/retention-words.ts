import type { EntryWith } from '../../shared/entries.ts';
import type { Limits } from './limits.ts';

type Warning = EntryWith<'log'>;
type Quotas = Pick<Limits, 'runQuota' | 'diskQuota'>;

/** What the journal has once the words were said: they are said once a run. */
export const VARIABLES = { run: 'LEARND_RUN_QUOTA', disk: 'LEARND_DISK_QUOTA' } as const;

const bytes = (count: number): string => `${count.toLocaleString('en')} bytes`;
const warning = (message: string): Warning => ({ type: 'log', level: 'warn', message });

/** From now on older checkpoints go for one of the limits. */
export const saidOnce = (limit: 'run' | 'disk', { runQuota, diskQuota }: Quotas): Warning =>
  warning(
    limit === 'run'
      ? `The checkpoints of this run are more than ${VARIABLES.run} (${bytes(runQuota)}): its oldest go from now on, the newest stays. To keep others, ask for fewer (checkpoint.everyEpochs, everyBatches, keepLast) or raise the quota`
      : `All artifacts together reach ${VARIABLES.disk} (${bytes(diskQuota)}): the oldest checkpoints of this run go from now on, the newest stays. DELETE runs that nobody needs, or raise the quota`,
  );

export const noRoom = (step: number, size: number, { diskQuota }: Quotas): string =>
  `The checkpoint after ${step} batches was not kept: it needs ${bytes(size)}, and all artifacts together may have ${bytes(diskQuota)} (${VARIABLES.disk}). DELETE runs that nobody needs, or raise the quota`;

export const noFile = (step: number, digest: string): string =>
  `The checkpoint after ${step} batches was not kept: its file ${digest} is not there. Did somebody remove it?`;

export const goesOn = (reason: string): Warning =>
  warning(
    `${reason}. The training goes on, and later ones that are not kept either are not told; a job whose last checkpoint is not kept fails`,
  );
