import { isIPv4 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { CodedError } from '../../shared/errors.ts';

export type HostNamesOptions = {
  /** Names that requests may be sent to beside localhost and addresses; null takes every name. */
  readonly allowed: readonly string[] | null;
};

/**
 * Who reaches a server without keys may read everything, and any web page may make its own name point to this machine (DNS
 * rebinding): its browser then takes the server for the page's own. Such requests carry the name of the page in `Host`, so on a
 * server without keys only names of this machine and addresses are answered.
 */
export const hostNamesPlugin = fastifyPlugin(
  (app: FastifyInstance, { allowed }: HostNamesOptions, done) => {
    if (allowed === null) return done();
    const names = new Set(allowed.map((name) => name.toLowerCase()));
    app.addHook('onRequest', (request, _reply, next) => {
      const name = nameOf(request.headers.host ?? '');
      if (isOwnName(name) || names.has(name)) return next();
      next(
        new CodedError(
          'REQUEST_HOST_REFUSED',
          `This server needs no keys, so it answers to localhost and to addresses only, not to "${name}". Name it in ALLOWED_HOSTS, or use keys with AUTH=on.`,
        ),
      );
    });
    done();
  },
  { name: 'queryloom-host-names', fastify: '5.x', dependencies: ['queryloom-framing'] },
);

/** The name in a `Host` header, without port and case; the framing has been checked. */
function nameOf(host: string): string {
  return host.replace(/:\d{1,5}$/, '').toLowerCase();
}

/** HTTP/1.0 needs no name. An address cannot be made to point elsewhere, and browsers resolve `localhost` by themselves. */
function isOwnName(name: string): boolean {
  return name === '' || name === 'localhost' || name.endsWith('.localhost') || name.startsWith('[') || isIPv4(name);
}
