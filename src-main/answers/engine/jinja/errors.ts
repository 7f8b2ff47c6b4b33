/** What Python or Jinja2 would raise, by the name of its class there ("TypeError", "UndefinedError", "TemplateSyntaxError"). */
export class JinjaError extends Error {
  override readonly name = "JinjaError";
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The template takes more work, memory or time than a real one ever does. No filter catches it. */
export class LimitError extends Error {
  override readonly name = "LimitError";
}

/** A limit of the whole rendering: another conversation, or the same on a computer that is less busy, may stay within it. */
export class CostError extends LimitError {}

export const typeError = (message: string): JinjaError => new JinjaError("TypeError", message);
export const valueError = (message: string): JinjaError => new JinjaError("ValueError", message);
export const syntaxError = (message: string): JinjaError => new JinjaError("TemplateSyntaxError", message);
/** What only Python's own compiler, or Jinja2's, finds. */
export const pythonSyntaxError = (message: string): JinjaError => new JinjaError("SyntaxError", message);
export const assertionError = (message: string): JinjaError => new JinjaError("TemplateAssertionError", message);
export const argumentError = (message: string): JinjaError => new JinjaError("FilterArgumentError", message);

/** Whether Python's `except (TypeError, ValueError, ...)` would have caught it. */
export function isKind(thrown: unknown, ...kinds: readonly string[]): boolean {
  return thrown instanceof JinjaError && kinds.includes(thrown.kind);
}
