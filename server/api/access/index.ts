export { DOCS, DOCS_POLICY } from './docs.ts';
export { guard } from './guard.ts';
export { harden } from './headers.ts';
export { hostname, isLoopback } from './hosts.ts';
export { type AccessSettings, OPEN_ON_LOOPBACK } from './settings.ts';
export { type Timeouts, timeoutsOf } from './timeouts.ts';
export { readTokens } from './tokens.ts';
export { answerUnreadable } from './unreadable.ts';
