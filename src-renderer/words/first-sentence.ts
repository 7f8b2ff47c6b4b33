/** The first sentence of a text, or all of it where it has but one; a full stop inside a figure or an address ends none. */
export function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s+[\p{Lu}\d]|$)/su.exec(text)?.[0] ?? text;
}
