import type { KeyService } from '../../core/keys/key-service.ts';
import type { Tickets } from '../../core/keys/tickets.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import type { Clock } from '../../shared/clock.ts';
import { createKeyRoute } from './create-key.ts';
import { createTicketRoute } from './create-ticket.ts';
import { listAuditRoute } from './list-audit.ts';
import { listKeysRoute } from './list-keys.ts';
import { revokeKeyRoute } from './revoke-key.ts';
import { rotateKeyRoute } from './rotate-key.ts';

export type KeysPorts = { readonly keys: KeyService; readonly tickets: Tickets; readonly clock: Clock };

/** Who may come in: keys, what was done to them, and tickets for sockets. */
export function keysFeature({ keys, tickets, clock }: KeysPorts): Feature {
  return {
    name: 'keys',
    description: 'Keys of tenants, what was done to them, and tickets for sockets of browsers.',
    routes: [
      listKeysRoute(keys, clock),
      createKeyRoute(keys, clock),
      rotateKeyRoute(keys, clock),
      revokeKeyRoute(keys, clock),
      listAuditRoute(keys),
      createTicketRoute(tickets),
    ],
  };
}
