import type { Expression, Statement } from "./ast.ts";

/** The names that are read anywhere in a macro: it takes `caller`, `kwargs` and `varargs` only when it looks at them. */
export function namesIn(body: readonly Statement[], defaults: readonly Expression[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const part of node) visit(part);
      return;
    }
    for (const [field, part] of Object.entries(node)) {
      if (field === "target" || field === "targets" || field === "value") {
        if (field === "value" && "kind" in node && node.kind !== "const") visit(part);
        continue;
      }
      visit(part);
    }
    if ("kind" in node && node.kind === "name" && "name" in node && typeof node.name === "string") names.add(node.name);
  };
  visit(body);
  visit(defaults);
  return names;
}
