/** What the system or Node calls an error ("ENOENT"); "" where it has no such name. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}
