import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { check } from '../../shared/check.ts';
import type { Issue } from '../../shared/problem.ts';
import { tooDeep } from './depth.ts';
import { Refusal, refuseFor } from './refusal.ts';

/** Requests are checked and filled by the house's validator; replies are trusted to their types. */
export function checkRequests(app: FastifyInstance): void {
  app.setValidatorCompiler(compile);
  // Numbers that are not finite become null, as in all JSON.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  // Also the parser of text/plain, which is there unless said: what is not JSON is answered by 415.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_: unknown, text: string | Buffer) => parse(String(text)),
  );
}

const compile: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const fromText = httpPart !== 'body';
  return (given: unknown) => {
    if (!fromText && (given === undefined || given === null))
      return { error: refuseFor(400, [missingBody(schema)]) };
    const checked = check(schema, given, { fromText });
    return checked.ok ? { value: checked.value } : { error: refuseFor(400, checked.issues) };
  };
};

/** Says what to send instead of nothing. */
function missingBody(schema: TSchema): Issue {
  const { properties, required = [] } = schema as {
    properties?: Record<string, TSchema>;
    required?: string[];
  };
  const isFilled = properties && required.every((key) => 'default' in properties[key]!);
  const least = isFilled ? '; {} takes every default' : '';
  return { path: '', message: `is required: send a JSON object with content-type application/json${least}` };
}

/** An own key `__proto__` does no harm: to the validator it is an unknown key like any other. */
function parse(text: string): unknown {
  if (text.trim() === '') return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    const message = `The body is not JSON: ${(cause as Error).message}`;
    throw new Refusal(400, message, [{ path: '', message: 'must be JSON' }], { cause });
  }
  const issues = tooDeep(body);
  if (issues.length > 0) throw refuseFor(400, issues);
  return body;
}
