import type { Value } from "./values.ts";

export interface CallArguments {
  args: Expression[];
  kwargs: [name: string, value: Expression][];
  /** `*args` and `**kwargs`. */
  spread: Expression | null;
  spreadNamed: Expression | null;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export type Expression =
  | { kind: "const"; value: Value }
  | { kind: "name"; name: string }
  | { kind: "tuple" | "list" | "concat"; items: Expression[] }
  | { kind: "dict"; pairs: [key: Expression, value: Expression][] }
  | { kind: "attribute"; of: Expression; name: string }
  | { kind: "item"; of: Expression; at: Expression }
  | { kind: "slice"; start: Expression | null; stop: Expression | null; step: Expression | null }
  | ({ kind: "call"; callee: Expression } & CallArguments)
  | FilterExpression
  | ({ kind: "test"; of: Expression; name: string } & CallArguments)
  | { kind: "not" | "negative" | "positive"; of: Expression }
  | { kind: "binary"; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: "and" | "or"; left: Expression; right: Expression }
  | { kind: "compare"; first: Expression; others: [operator: Comparison, value: Expression][] }
  | { kind: "condition"; test: Expression; then: Expression; otherwise: Expression | null };

/** `of` is null for a filter over a block. */
export type FilterExpression = { kind: "filter"; of: Expression | null; name: string } & CallArguments;

export type Target =
  | { kind: "name"; name: string }
  | { kind: "tuple"; items: Target[] }
  | { kind: "namespace"; name: string; attribute: string };

export interface Signature {
  parameters: string[];
  /** Of the last ones. */
  defaults: Expression[];
}

export type Statement =
  | { kind: "data"; text: string }
  | { kind: "output"; of: Expression }
  | { kind: "if"; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | {
      kind: "for";
      target: Target;
      over: Expression;
      test: Expression | null;
      recursive: boolean;
      body: Statement[];
      otherwise: Statement[];
    }
  | { kind: "break" | "continue" }
  | { kind: "set"; target: Target; value: Expression }
  | { kind: "setBlock"; target: Target; filter: FilterExpression | null; body: Statement[] }
  | ({ kind: "macro"; name: string; body: Statement[] } & Signature)
  | ({ kind: "callBlock"; call: Expression & { kind: "call" }; body: Statement[] } & Signature)
  | { kind: "filterBlock"; filter: FilterExpression; body: Statement[] }
  | { kind: "with"; targets: Target[]; values: Expression[]; body: Statement[] }
  /** A body with its own scope: `generation`, and a `block`, which sees only the template's globals. */
  | { kind: "scope"; isolated: boolean; body: Statement[] }
  /** What needs other templates, of which a model's file has none. */
  | { kind: "unavailable"; tag: string };
