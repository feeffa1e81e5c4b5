import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { serve } from './serve.ts';
import { verify } from './verify.ts';

/** In the order in which `learnd help` lists them. */
export const commands: readonly Command[] = [serve, backup, verify];
