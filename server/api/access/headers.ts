import type { FastifyReply } from 'fastify';

/**
 * Answers are data: a browser shall neither run them, nor guess another type, nor show them in a frame, nor hand them to
 * pages of others. Only the documentation is a page, and has a policy of its own.
 */
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

export const harden = (reply: FastifyReply): FastifyReply => reply.headers(HEADERS);
