const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
  "&amp;": "&",
};

/** The few entities that Python's `html.escape` writes. */
export function unescapeHtml(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|#x27|#39|amp);/g, (entity) => entities[entity] ?? entity);
}

/** `name="value"` in a tag's head. */
export function attributesOf(head: string): Map<string, string> {
  const found = head.matchAll(/([\w-]+)="([^"]*)"/g);
  return new Map(Array.from(found, ([, name = "", value = ""]) => [name, unescapeHtml(value)]));
}
