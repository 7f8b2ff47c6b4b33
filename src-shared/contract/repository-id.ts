const pattern = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/;

/** Whether a text is "owner/name": two segments, no dots-only segment, as the Hub allows. */
export function isRepositoryId(text: string): boolean {
  return pattern.test(text) && !text.includes("..") && !text.includes("--");
}
