import { storeLimits } from "./limits.ts";

/** A name out of another program's file as people may be shown it: one line, of a bearable length. Null where nothing is left. */
export function ownName(text: string): string | null {
  const shown = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, storeLimits.nameCharacters);
  return shown === "" ? null : shown;
}

/** A path out of another program's settings, as long as it can be one. */
export function ownPath(text: string): string | null {
  return text !== "" && text.length <= storeLimits.pathCharacters && !text.includes("\0") ? text : null;
}
