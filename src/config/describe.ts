import { optionFacts } from './options.ts';
import { environmentSchema } from './schema.ts';

/** One row of the configuration reference. */
export type SettingRow = {
  readonly name: string;
  readonly allowed: string;
  readonly default: string;
  readonly about: string;
  /** The variable that may name a file with the value instead; null for what is no secret. */
  readonly fileName: string | null;
};

/** Every option in the order of the schema, for `docs/reference/configuration.md` and `--help`. */
export function describeSettings(): readonly SettingRow[] {
  return Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const facts = optionFacts.get(schema);
    return {
      name,
      allowed: facts?.allowed ?? '',
      default: facts?.default ?? '',
      about: schema.description ?? '',
      fileName: facts?.secret === true ? `${name}_FILE` : null,
    };
  });
}
