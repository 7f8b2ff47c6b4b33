/** Which of these messages of one parent is shown when this one is gone: the one before it, else the one after it; null where it is the only one. */
export function besideOf(siblingIds: readonly string[], messageId: string): string | null {
  const at = siblingIds.indexOf(messageId);
  return siblingIds[at - 1] ?? siblingIds[at + 1] ?? null;
}
