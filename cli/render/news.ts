import type { RunEvent } from '../../shared/events.ts';
import type { Training } from '../training.ts';
import { colors } from './colors.ts';
import { epochHeader, epochLine } from './epochs.ts';
import { verdictLines } from './verdicts.ts';

/** The lines that an event is worth, above the bar. @param training with the event already in it */
export function newsOf(event: RunEvent, training: Training): string[] {
  switch (event.type) {
    case 'state': {
      const again = event.to === 'running' && event.attempt > 1 ? `, attempt ${event.attempt}` : '';
      return [colors.dim(`${event.to}${again}${event.reason ? `: ${event.reason}` : ''}`)];
    }
    case 'log':
      return [logLine(event.level, event.message)];
    case 'epoch': {
      const row = training.rows.find(({ epoch }) => epoch === event.epoch);
      if (event.split !== 'valid' || !row) return [];
      return training.rows.length === 1 ? [colors.bold(epochHeader()), epochLine(row)] : [epochLine(row)];
    }
    case 'rewind':
      return [colors.yellow(`back to batch ${event.step}: ${event.reason}`)];
    case 'verdict':
      return verdictLines(event);
    default:
      return [];
  }
}

function logLine(level: Extract<RunEvent, { type: 'log' }>['level'], message: string): string {
  if (level === 'error') return colors.red(`error: ${message}`);
  if (level === 'warn') return colors.yellow(`warning: ${message}`);
  return message;
}
