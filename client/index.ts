export { type Client, type ClientOptions, createClient } from './client.ts';
export type { Draft, JobDraft } from './draft.ts';
export { ContractError, LearndError, StreamClosed, UnreachableError } from './errors.ts';
export type { OnceOptions } from './idempotency.ts';
export type { Input, Request } from './request.ts';
export type { EventPage } from './stream.ts';
export { tokenIn } from './token.ts';
export type { WatchOptions } from './watch.ts';
export type { Socket, SocketClass } from './web-socket.ts';
