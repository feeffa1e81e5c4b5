/** What there is to know of the live sockets as numbers. */
export type LiveCounts = {
  /** Subscribers that are connected. */
  sockets: number;
  /** Events that slow readers did not get. */
  gaps: number;
  /** Subscribers that were closed because they read too slowly. */
  tooSlow: number;
};

export const noCounts = (): LiveCounts => ({ sockets: 0, gaps: 0, tooSlow: 0 });
