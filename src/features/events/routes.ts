import type { Feature } from '../../http/kit/define-route.ts';
import { addEventsRoute, type EventsPorts } from './add-events.ts';

/** What clients see their users do. */
export function eventsFeature(ports: EventsPorts): Feature {
  return {
    name: 'events',
    description: 'Client events, for journeys and the funnel.',
    routes: [addEventsRoute(ports)],
  };
}
