import type { Settings } from './schema.ts';

/** Every secret of the configuration as text, for those who must never write one: tokens, keys, and the passwords in addresses. */
export function secretValues(settings: Settings): readonly string[] {
  const { adminKey, keyPepper, apiKey, metricsToken, redisUrl } = settings;
  const password = redisUrl === null ? '' : (URL.parse(redisUrl)?.password ?? '');
  const all = [adminKey, keyPepper, apiKey, metricsToken, password, decoded(password)];
  return [...new Set(all.filter((value) => value !== null))].filter((value) => value !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign is part of the password itself.
    return text;
  }
}
