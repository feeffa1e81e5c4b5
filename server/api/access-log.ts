import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/**
 * One line a request, once it is answered, at `debug`: at fifty a second they would bury what an operator looks for.
 * How many there are and how long they take, /metrics tells. What failed is an `error` with its stack, whatever the level
 * of the rest.
 */
export class AccessLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const fields = { req: request, res: reply, responseTime: reply.elapsedTime };
    if (error) reply.log.error({ ...fields, err: error }, 'request errored');
    else reply.log.debug(fields, 'request completed');
  }
}
