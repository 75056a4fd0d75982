import type { Feature } from '../../http/kit/define-route.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Capability, coolFactorRoute } from './cool-factor.ts';
import { easterEggRoute } from './easter-egg.ts';

export type DelightParts = {
  readonly clock: Clock;
  /** What this process can do and whether it does, for a tenant. */
  readonly capabilities: (tenant: string) => Promise<readonly Capability[]>;
};

/** Small joys, computed from what is really on. */
export function delightFeature({ clock, capabilities }: DelightParts): Feature {
  return {
    name: 'delight',
    description: 'Small joys, computed from what is really on.',
    routes: [coolFactorRoute(capabilities), easterEggRoute(clock)],
  };
}
