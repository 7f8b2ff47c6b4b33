import type { ForeignMessage } from "./foreign.ts";

/**
 * Messages as a tree that can be trusted: ids are unique, a parent is there and comes before its children, siblings stay in their order.
 * A parent that is missing leaves its message at the beginning; a circle is opened at its first message. Hidden and empty messages are
 * left out, and their children go to what is above. Also says what has become of each id that was left out.
 */
export function mendTree(given: readonly ForeignMessage[]): {
  messages: ForeignMessage[];
  standIn: Map<string, string | null>;
} {
  const byId = new Map<string, ForeignMessage>();
  for (const message of given) {
    let { id } = message;
    for (let again = 2; byId.has(id); again++) id = `${message.id}#${again}`;
    byId.set(id, { ...message, id });
  }
  const ordered = parentsFirst(byId);
  const standIn = new Map<string, string | null>();
  const messages: ForeignMessage[] = [];
  for (const message of ordered) {
    const parentId = message.parentId === null ? null : placeOf(message.parentId, standIn);
    if (message.isHidden === true || message.parts.length === 0) standIn.set(message.id, parentId);
    else messages.push({ ...message, parentId });
  }
  return { messages, standIn };
}

/** Those that stand in never have one themselves: a parent is dealt with before its children. */
function placeOf(id: string, standIn: ReadonlyMap<string, string | null>): string | null {
  return standIn.has(id) ? (standIn.get(id) ?? null) : id;
}

function parentsFirst(byId: ReadonlyMap<string, ForeignMessage>): ForeignMessage[] {
  const ordered: ForeignMessage[] = [];
  const done = new Set<string>();
  for (const message of byId.values()) {
    const above: ForeignMessage[] = [];
    const seen = new Map<string, number>();
    for (let at: ForeignMessage | undefined = message; at !== undefined && !done.has(at.id);) {
      const round = seen.get(at.id);
      if (round !== undefined) {
        // The rest of the circle hangs from here, and has its turn later.
        above.length = round + 1;
        break;
      }
      seen.set(at.id, above.length);
      above.push(at);
      at = at.parentId === null ? undefined : byId.get(at.parentId);
    }
    for (const next of above.reverse()) {
      // Not there, or further down a circle.
      const isPlaced = next.parentId !== null && done.has(next.parentId);
      ordered.push(isPlaced ? next : { ...next, parentId: null });
      done.add(next.id);
    }
  }
  return ordered;
}
