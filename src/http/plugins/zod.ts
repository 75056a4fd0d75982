import fastJsonStringify from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { z } from 'zod';
import { assert } from '../../shared/assert.ts';
import { queryCoercer } from '../kit/coerce-query.ts';
import { invalidRequest, type RequestPart } from '../kit/issues.ts';
import { answerSchema } from '../kit/json-schema.ts';

/** `checkAnswers` parses every answer with its schema before it leaves; for tests, where a wrong answer must be seen. */
export type ZodOptions = { readonly checkAnswers: boolean };

/**
 * Zod validates what comes in; what goes out is written by fast-json-stringify from the JSON Schema of the same zod schema
 * (zod's own serialisation costs a fifth of the throughput).
 */
export const zodPlugin = fastifyPlugin(
  (app: FastifyInstance, options: ZodOptions, done) => {
    app.setValidatorCompiler<unknown>(({ schema, httpPart }) => validator(schema, httpPart));
    app.setSerializerCompiler<unknown>(({ schema, method, url }) =>
      serializer(schema, `${method} ${url}`, options.checkAnswers),
    );
    done();
  },
  { name: 'queryloom-zod', fastify: '5.x' },
);

function validator(
  schema: unknown,
  httpPart: string | undefined,
): (value: unknown) => { value: unknown } | { error: Error } {
  assert(schema instanceof z.ZodType, `a schema of ${httpPart} is not a zod schema`);
  const part = requestPart(httpPart);
  const coerce = part === 'querystring' ? queryCoercer(schema) : null;
  return (value) => {
    const read = schema.safeParse(coerce === null ? value : coerce(value));
    return read.success ? { value: read.data } : { error: invalidRequest(read.error, part) };
  };
}

function serializer(schema: unknown, name: string, checkAnswers: boolean): (answer: unknown) => string {
  assert(schema instanceof z.ZodType, `an answer schema of ${name} is not a zod schema`);
  const write = fastJsonStringify(answerSchema(schema));
  if (!checkAnswers) return write;
  return (answer) => {
    const read = schema.safeParse(answer);
    assert(read.success, `${name} answers against its schema: ${read.error?.message}`);
    return write(answer);
  };
}

function requestPart(httpPart: string | undefined): RequestPart {
  return httpPart === 'body' || httpPart === 'params' || httpPart === 'headers' ? httpPart : 'querystring';
}
