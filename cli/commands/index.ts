import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { compare } from './compare.ts';
import { completion } from './completion.ts';
import { datasets } from './datasets.ts';
import { devices } from './devices.ts';
import { doctor } from './doctor.ts';
import { exportRun } from './export.ts';
import { fork } from './fork.ts';
import { lrFind } from './lr-find.ts';
import { ls } from './ls.ts';
import { cancel, pause, resume, retry } from './requests.ts';
import { rm } from './rm.ts';
import { serve } from './serve.ts';
import { show } from './show.ts';
import { submit } from './submit.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';

/** In the order in which `learnd help` lists them. */
export const commands: readonly Command[] = [
  serve,
  submit,
  watch,
  ls,
  show,
  compare,
  cancel,
  pause,
  resume,
  retry,
  fork,
  rm,
  lrFind,
  exportRun,
  datasets,
  devices,
  backup,
  verify,
  doctor,
  completion,
];
