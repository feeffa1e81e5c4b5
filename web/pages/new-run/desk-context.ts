import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Desk } from './desk.ts';

export const DeskContext = createContext<Desk | null>(null);

/** The desk that a field lies on. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('a field outside of a form');
  return desk;
}

/** The id of a part's control, for labels and links. */
export const idOf = (pointer: string): string => `field${pointer.replace(/[^\w-]/g, '-')}`;
