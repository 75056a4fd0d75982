import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { DEFAULT_TENANT, type Principal } from '../../ports/scope.ts';

/** Who a request comes from; throws a coded error for somebody who may not come in. */
export type PrincipalResolver = (request: FastifyRequest) => Principal | Promise<Principal>;

/** Everybody, while keys are off: the default tenant on the tier without limits, with every scope. */
export const LOCAL_PRINCIPAL: Principal = Object.freeze({
  tenant: DEFAULT_TENANT,
  tier: 'local',
  scopes: Object.freeze(['read', 'write', 'admin'] as const),
  userId: null,
});

export type PrincipalOptions = { readonly resolve?: PrincipalResolver };

/** Puts the principal on the request before its body is read. Without a resolver everybody is the local principal. */
export const principalPlugin = fastifyPlugin(
  (app: FastifyInstance, options: PrincipalOptions, done) => {
    app.decorateRequest('principal');
    const resolve = options.resolve;
    if (resolve === undefined) {
      app.addHook('onRequest', (request, _reply, next) => {
        request.principal = LOCAL_PRINCIPAL;
        next();
      });
    } else {
      app.addHook('onRequest', async (request) => {
        request.principal = await resolve(request);
      });
    }
    done();
  },
  { name: 'queryloom-principal', fastify: '5.x', dependencies: ['queryloom-errors'] },
);
