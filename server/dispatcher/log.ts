/** Where a dispatcher says what it does; fields first, as pino has them. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;
