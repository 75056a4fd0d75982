import { z } from 'zod';
import { idField, timeField } from '../../http/kit/fields.ts';
import { labelField } from '../../http/kit/saved-fields.ts';
import { KEY_ENVIRONMENTS } from '../../ports/key-store.ts';
import { TENANT_PATTERN } from '../../shared/names.ts';
import { SCOPES } from './wire-key.ts';

/** Far beyond what one process answers, within what all counters hold exactly. */
const FIGURE_MAX = { burst: 100_000, perMinute: 1_000_000, perHour: 100_000_000, perDay: 1_000_000_000 };

const figureField = (max: number) => z.int().min(1).max(max).nullish();

export const tenantField = () =>
  z.string().regex(TENANT_PATTERN, 'A tenant has 1 to 128 letters, digits and . _ -, the first a letter or digit');

export const keyParams = z.strictObject({ key_id: idField() });

/** The body of `POST /api/keys`. */
export const newKeySchema = z.strictObject({
  name: labelField().describe('What people tell the key by.'),
  tenant: tenantField()
    .optional()
    .describe("The caller's own when left out; another one's needs an admin of `default`."),
  tier: z.string().max(128).optional().describe('`default` when left out.'),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .max(SCOPES.length)
    .default(['read'])
    .describe('What the key may do; each stands alone.'),
  environment: z
    .enum(KEY_ENVIRONMENTS)
    .default('live')
    .describe('Stands in the key, for people and scanners; nothing depends on it.'),
  expires_at: timeField().nullish().describe('When the key ends by itself; never when left out.'),
  limits: z
    .strictObject({
      burst: figureField(FIGURE_MAX.burst),
      per_minute: figureField(FIGURE_MAX.perMinute),
      per_hour: figureField(FIGURE_MAX.perHour),
      per_day: figureField(FIGURE_MAX.perDay),
    })
    .nullish()
    .describe("Limits of the key's own: what is left out is the tier's, null is none."),
});
