import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Authenticator, Identified } from '../../core/keys/authenticator.ts';
import type { Caller } from '../../ports/caller.ts';
import { DEFAULT_TENANT, type Principal } from '../../ports/scope.ts';
import { CodedError } from '../../shared/errors.ts';
import { scopeOf } from '../kit/access.ts';
import { credentialsOf, hasKeyInUrl } from '../kit/credentials.ts';

/** Says who asks in place of keys; for tests. */
export type PrincipalResolver = (request: FastifyRequest) => Principal;

export type AuthOptions = {
  /** Who keys and tickets belong to; null on an open server. */
  readonly authenticator: Authenticator | null;
  /** Tier of callers without a key, who may read; null: nobody may. */
  readonly anonymousTier: string | null;
  /** The identity that limits go by, of an address. */
  readonly identityOf: (address: string) => string;
  readonly resolve?: PrincipalResolver;
};

const ALL_SCOPES = Object.freeze(['read', 'write', 'admin'] as const);
const OPEN = { keyId: null, tenant: DEFAULT_TENANT, tier: 'local', limits: null };

/** Everybody, while keys are off: the default tenant on the tier without limits, with every scope. */
const LOCAL_CALLER = callerOf({ ...OPEN, scopes: ALL_SCOPES }, 'local');
/** Whoever asks for what is everybody's: probes, the documentation, what is not there. */
const PUBLIC_CALLER = callerOf({ ...OPEN, scopes: [] }, 'public');

/**
 * Puts the caller on the request before its body is read, and holds it to the scope of the operation. Keys travel in headers; a socket
 * of a browser, which can set none, shows a ticket.
 */
export const authPlugin = fastifyPlugin(
  (app: FastifyInstance, options: AuthOptions, done) => {
    app.decorateRequest('principal');
    app.decorateRequest('caller');
    const { authenticator, resolve } = options;
    const identify =
      authenticator === null
        ? (request: FastifyRequest) => (resolve === undefined ? LOCAL_CALLER : callerFor(resolve(request)))
        : (request: FastifyRequest, ticket: string | null) => callerAt({ ...options, authenticator }, request, ticket);
    app.addHook('onRequest', (request, reply, next) => {
      request.caller = PUBLIC_CALLER;
      request.principal = PUBLIC_CALLER.principal;
      if (hasKeyInUrl(request.url)) return next(keyInUrl());
      const scope = scopeAt(request);
      if (scope === 'public') return next();
      const enter = (caller: Caller): void => {
        request.caller = caller;
        request.principal = caller.principal;
        next(caller.principal.scopes.includes(scope) ? undefined : scopeMissing(scope));
      };
      const refuse = (error: Error): void => {
        app.countFailure(request, reply).then(() => next(error), next);
      };
      try {
        const caller = identify(request, takeTicket(request));
        if (caller instanceof Promise) caller.then(enter, refuse);
        else enter(caller);
      } catch (error) {
        refuse(error instanceof Error ? error : new Error('unknown caller', { cause: error }));
      }
    });
    done();
  },
  { name: 'queryloom-auth', fastify: '5.x', dependencies: ['queryloom-errors', 'queryloom-guard'] },
);

/** The scope a request needs. Routes outside the contract, and paths where nothing is, are everybody's. */
function scopeAt({ routeOptions }: FastifyRequest) {
  const { operation, socket } = routeOptions.config;
  if (operation !== undefined) return scopeOf(operation);
  return socket === undefined ? 'public' : 'read';
}

type Door = AuthOptions & { readonly authenticator: Authenticator };

function callerAt(door: Door, request: FastifyRequest, ticket: string | null): Caller | Promise<Caller> {
  const given = credentialsOf(request);
  if (given === 'none') return ticket === null ? anonymous(door, request) : callerOfTicket(door, request, ticket);
  const found = door.authenticator.identify(given === 'malformed' ? '' : given.key);
  return found instanceof Promise ? found.then(callerOfKey) : callerOfKey(found);
}

function callerOfKey(found: Identified | null): Caller {
  if (found === null) {
    throw new CodedError('KEY_INVALID', 'The key is not valid: it is unknown, has ended or was revoked.');
  }
  return callerOf(found, `key:${found.keyId}`);
}

function anonymous(door: Door, request: FastifyRequest): Caller {
  const { operation, socket } = request.routeOptions.config;
  const isForKeys = scopeAt(request) !== 'read' || (operation ?? socket)?.needsKey === true;
  if (door.anonymousTier === null || isForKeys) {
    throw new CodedError('KEY_REQUIRED', 'Send a key as X-API-Key, or as Authorization: Bearer.');
  }
  const found = { keyId: null, tenant: DEFAULT_TENANT, tier: door.anonymousTier, limits: null };
  return callerOf({ ...found, scopes: ['read'] }, door.identityOf(request.ip));
}

async function callerOfTicket(door: Door, request: FastifyRequest, ticket: string): Promise<Caller> {
  const found = await door.authenticator.redeem(ticket);
  if (found === null) {
    throw new CodedError('TICKET_INVALID', 'The ticket is unknown, was used or is too old; ask for another one.');
  }
  return callerOf(found, found.keyId === null ? door.identityOf(request.ip) : `key:${found.keyId}`);
}

/** The ticket of a socket, taken out of its query: no operation has it among its own parameters. */
function takeTicket(request: FastifyRequest): string | null {
  const { query } = request;
  if (request.routeOptions.config.socket === undefined || typeof query !== 'object' || query === null) return null;
  if (!('ticket' in query)) return null;
  const { ticket, ...others } = query;
  request.query = others;
  return typeof ticket === 'string' ? ticket : '';
}

function callerFor(principal: Principal): Caller {
  return { principal, keyId: null, identity: `tenant:${principal.tenant}`, limits: null };
}

function callerOf({ tenant, tier, scopes, keyId, limits }: Identified, identity: string): Caller {
  return { principal: { tenant, tier, scopes, userId: null }, keyId, identity, limits };
}

function keyInUrl(): CodedError {
  const remedy =
    'Send it as X-API-Key or Authorization: Bearer, and replace this key: addresses are kept in many logs.';
  return new CodedError('KEY_IN_URL', `A key does not belong into an address. ${remedy}`);
}

function scopeMissing(scope: string): CodedError {
  return new CodedError('KEY_SCOPE_MISSING', `This operation needs a key with the scope "${scope}".`);
}
