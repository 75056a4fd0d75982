import type { FastifyInstance, FastifyReply, FastifyRequest, preValidationHookHandler } from 'fastify';
import { z } from 'zod';
import { assert } from '../../shared/assert.ts';
import { Call } from './call.ts';
import { queryCoercer } from './coerce-query.ts';
import { type AnyRoute, defaultStatus, type Feature } from './define-route.ts';
import { inputSchema, laxObjects } from './json-schema.ts';
import { registerSocket } from './register-socket.ts';

/** Bytes of a body where an operation does not say otherwise: far above any request of this API that is not a document. */
export const BODY_BYTES_MAX = 1024 * 1024;

const NOTHING = z.strictObject({});
const NO_BODY = z.union([z.strictObject({}), z.null()]);

/** `deadlineMs`: the deadline of operations that do not name their own. */
export type FeatureOptions = { readonly deadlineMs: number };

/** Registers a feature's operations: validation, serialisation, deadline and documentation all follow from their definitions. */
export function registerFeature(app: FastifyInstance, feature: Feature, options: FeatureOptions): void {
  for (const route of feature.routes) registerRoute(app, route, feature.name, options);
  for (const socket of feature.sockets ?? []) registerSocket(app, socket, feature.name);
}

function registerRoute(app: FastifyInstance, route: AnyRoute, tag: string, options: FeatureOptions): void {
  checkDefinition(route);
  const takesBody = route.method !== 'GET' && route.method !== 'DELETE';
  const body = route.body ?? (takesBody ? NO_BODY : undefined);
  const preValidation =
    route.bodyFromQuery === true && route.body !== undefined ? bodyFromQuery(route.body) : undefined;
  app.route({
    method: route.method,
    url: route.path,
    schema: {
      ...(route.params === undefined ? {} : { params: route.params }),
      querystring: route.query ?? NOTHING,
      ...(body === undefined ? {} : { body }),
      response: route.answers,
    },
    config: { operation: route, tag },
    bodyLimit: route.bodyBytesMax ?? BODY_BYTES_MAX,
    ...(preValidation === undefined ? {} : { preValidation }),
    handler: callHandler(route, route.deadlineMs ?? options.deadlineMs),
  });
}

function callHandler(route: AnyRoute, deadlineMs: number) {
  const status = defaultStatus(route);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    reply.statusCode = status;
    try {
      const result = await route.handler(new Call(request, reply, deadlineMs));
      return reply.sent ? reply : result;
    } catch (error) {
      // After the deadline the caller was answered already; the operation's own end has nobody to go to.
      if (!reply.sent) throw error;
      request.log.debug({ err: error }, 'operation ended after its answer');
      return reply;
    }
  };
}

// Earlier clients send the flat fields of some creates in the query string, with no body.
function bodyFromQuery(schema: z.ZodType): preValidationHookHandler {
  const coerce = queryCoercer(schema);
  return (request, _reply, done) => {
    if (request.body === undefined || request.body === null) {
      request.body = coerce(request.query);
      request.query = {};
    }
    done();
  };
}

function checkDefinition(route: AnyRoute): void {
  const name = `${route.method} ${route.path}`;
  for (const [part, schema] of [['body', route.body] as const, ['query', route.query] as const]) {
    if (schema === undefined) continue;
    const lax = laxObjects(inputSchema(schema), part);
    assert(lax.length === 0, `${name} accepts unknown fields silently at ${lax.join(', ')}`);
  }
  if (route.example === undefined || route.body === undefined) return;
  const read = route.body.safeParse(route.example);
  assert(read.success, `the example of ${name} does not fit its schema: ${read.error?.message}`);
}
