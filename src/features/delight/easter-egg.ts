import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import type { Clock } from '../../shared/clock.ts';

const DAY_MS = 86_400_000;

/** One for each day, again and again. */
const EGGS = [
  'A question is a shuttle, your documents are the warp.',
  'The loom was programmable before the computer was: Jacquard punched his first card in 1804.',
  'The first bug was a moth. Ours are sentences that look right.',
  'Ninety per cent sure should be wrong one time in ten. We count.',
  'A needle in a haystack is easy: it is the only thing there with an eye.',
  'The best answer to some questions is: not in your documents.',
  'A cache that answers the reversed question has a good memory and a bad heart.',
] as const;

const ART = [
  '  ||||||||||||  ',
  ' =|+-+-+-+-+|=> ',
  '  ||||||||||||  ',
  ' <=|-+-+-+-+|=  ',
  '  ||||||||||||  ',
] as const;

/** `GET /api/easter-egg`. */
export function easterEggRoute(clock: Clock): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/easter-egg',
    operationId: 'getEasterEgg',
    summary: 'Find something small',
    answers: { 200: z.object({ message: z.string(), art: z.array(z.string()), next_in_ms: z.int() }) },
    handler() {
      const nowMs = clock.now();
      const message = EGGS[Math.floor(nowMs / DAY_MS) % EGGS.length] ?? EGGS[0];
      return { message, art: [...ART], next_in_ms: DAY_MS - (nowMs % DAY_MS) };
    },
  });
}
