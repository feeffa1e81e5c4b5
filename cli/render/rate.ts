import type { LrFind } from '../../shared/resources.ts';
import { brief } from './numbers.ts';

/** What a search for the rate came to. */
export const rateFound = ({ suggestion, reason }: Pick<LrFind, 'suggestion' | 'reason'>): string =>
  suggestion === null
    ? `no rate can be suggested: ${reason}`
    : `suggested rate ${brief(suggestion)}: ${reason}`;
