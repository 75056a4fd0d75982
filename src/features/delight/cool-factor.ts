import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { rounded } from '../../shared/round.ts';

/** Something the server can do; `weight` is its share of the whole, `detail` says what is on, or how to switch it on. */
export type Capability = {
  readonly name: string;
  readonly on: boolean;
  readonly weight: number;
  readonly detail: string;
};

/** Names for the score, by the least percentage that earns them. */
const LEVELS = [
  [90, 'legendary'],
  [70, 'woven'],
  [50, 'warming up'],
  [0, 'fresh off the loom'],
] as const;

const capabilitySchema = z.object({
  name: z.string(),
  on: z.boolean(),
  points: z.number().describe('What it adds to the score; 0 while it is off.'),
  points_max: z.number(),
  detail: z.string(),
});

/** `GET /api/cool-factor`: the weights of what is on, of 100. */
export function coolFactorRoute(capabilities: (tenant: string) => Promise<readonly Capability[]>): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/cool-factor',
    operationId: 'getCoolFactor',
    summary: 'See how much of this server is switched on',
    answers: {
      200: z.object({
        cool_factor: z.number().min(0).max(100),
        level: z.string(),
        capabilities: z.array(capabilitySchema),
      }),
    },
    async handler({ principal }) {
      const all = await capabilities(principal.tenant);
      const total = all.reduce((sum, { weight }) => sum + weight, 0);
      const worth = ({ weight }: Capability) => rounded((100 * weight) / total, 1);
      const score = rounded((100 * all.reduce((sum, { on, weight }) => sum + (on ? weight : 0), 0)) / total, 1);
      return {
        cool_factor: score,
        level: levelOf(score),
        capabilities: all.map((capability) => ({
          name: capability.name,
          on: capability.on,
          points: capability.on ? worth(capability) : 0,
          points_max: worth(capability),
          detail: capability.detail,
        })),
      };
    },
  });
}

function levelOf(score: number): string {
  return LEVELS.find(([least]) => score >= least)?.[1] ?? LEVELS[LEVELS.length - 1]?.[1] ?? '';
}
