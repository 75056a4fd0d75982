export function languageOf(_text: string): string | null {
  return null;
}
