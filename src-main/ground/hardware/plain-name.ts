/** Characters of a name that a probe, a file or a person gave; the longest real ones have some seventy. */
export const maxNameCharacters = 120;

/** Controls, line ends, and marks that turn the reading direction: none of them belongs to a name. */
// eslint-disable-next-line no-control-regex -- control characters are what must go
const unwanted = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]+/g;

/** A device's name fit to be shown: firmware, drivers and other programs write what they like. May be empty. */
export function plainName(text: string): string {
  const plain = text.replace(unwanted, " ").replace(/\s+/g, " ").trim();
  return plain.length <= maxNameCharacters ? plain : `${whole(plain.slice(0, maxNameCharacters - 1)).trimEnd()}…`;
}

/** Not half a character at the cut. */
function whole(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
