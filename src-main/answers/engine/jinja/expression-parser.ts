import type { BinaryOperator, CallArguments, Comparison, Expression, FilterExpression } from "./ast.ts";
import { type JinjaError, assertionError, pythonSyntaxError, syntaxError } from "./errors.ts";
import { filterNames } from "./filters.ts";
import { testNames } from "./tests.ts";
import type { TokenType } from "./lexer.ts";
import { type TokenStream, describe } from "./token-stream.ts";

const noArguments: CallArguments = { args: [], kwargs: [], spread: null, spreadNamed: null };
const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** The expressions of Jinja2's grammar, rule by rule, so that what binds tighter there binds tighter here. */
export class ExpressionParser {
  readonly #tokens: TokenStream;
  /** In a branch that may not be taken, Jinja2 looks for an unknown filter only when it comes there. */
  #conditional = false;
  #unknown: JinjaError | null = null;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
  }

  /**
   * The first filter or test that is unknown where it must be known; reported once the rest has been read, as Jinja2
   * does.
   */
  get unknown(): JinjaError | null {
    return this.#unknown;
  }

  /** A body that Jinja2 compiles to its own frame. */
  frame<T>(work: () => T): T {
    return this.#inBranch(false, work);
  }

  /** What is in a branch that may not be taken. */
  perhaps<T>(work: () => T): T {
    return this.#inBranch(true, work);
  }

  #inBranch<T>(conditional: boolean, work: () => T): T {
    const before = this.#conditional;
    this.#conditional = conditional;
    const result = work();
    this.#conditional = before;
    return result;
  }

  endsTuple(end?: string): boolean {
    return (
      this.#tokens.is("variable_end") ||
      this.#tokens.is("block_end") ||
      this.#tokens.is("operator", ")") ||
      (end !== undefined && this.#tokens.is("name", end))
    );
  }

  tuple({
    withCondition = true,
    inParentheses = false,
    end,
  }: { withCondition?: boolean; inParentheses?: boolean; end?: string } = {}): Expression {
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.#tokens.expect("operator", ",");
      if (this.endsTuple(end)) break;
      items.push(this.expression(withCondition));
      if (!this.#tokens.is("operator", ",")) break;
      isTuple = true;
    }
    const [first] = items;
    if (!isTuple && first !== undefined) return first;
    if (!isTuple && !inParentheses) throw syntaxError(`Expected an expression, got '${describe(this.#tokens.token)}'`);
    return { kind: "tuple", items };
  }

  expression(withCondition = true): Expression {
    return this.#tokens.nested(() => (withCondition ? this.#condition() : this.#or()));
  }

  #condition(): Expression {
    const conditional = this.#conditional;
    const unknown = this.#unknown;
    let then = this.#or();
    if (this.#tokens.is("name", "if")) {
      this.#conditional = true;
      this.#unknown = unknown;
    }
    while (this.#tokens.skip("name", "if")) {
      const test = this.#or();
      const otherwise = this.#tokens.skip("name", "else") ? this.#tokens.nested(() => this.#condition()) : null;
      then = { kind: "condition", test, then, otherwise };
    }
    this.#conditional = conditional;
    return then;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#tokens.skip("name", "or")) left = { kind: "or", left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#tokens.skip("name", "and")) left = { kind: "and", left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    if (!this.#tokens.skip("name", "not")) return this.#compare();
    return { kind: "not", of: this.#tokens.nested(() => this.#not()) };
  }

  #compare(): Expression {
    const first = this.#sum();
    const others: [Comparison, Expression][] = [];
    for (;;) {
      const { type, value } = this.#tokens.token;
      if (type === "operator" && comparisons.has(value)) {
        this.#tokens.next();
        others.push([value as Comparison, this.#sum()]);
      } else if (this.#tokens.skip("name", "in")) others.push(["in", this.#sum()]);
      else if (this.#tokens.is("name", "not") && this.#follows("name", "in")) {
        this.#tokens.next();
        this.#tokens.next();
        others.push(["not in", this.#sum()]);
      } else return others.length === 0 ? first : { kind: "compare", first, others };
    }
  }

  #follows(type: TokenType, value: string): boolean {
    const after = this.#tokens.following;
    return after?.type === type && after.value === value;
  }

  #sum(): Expression {
    return this.#binary(["+", "-"], () => this.#concat());
  }

  #concat(): Expression {
    const first = this.#product();
    const items = [first];
    while (this.#tokens.skip("operator", "~")) items.push(this.#product());
    return items.length === 1 ? first : { kind: "concat", items };
  }

  #product(): Expression {
    return this.#binary(["*", "/", "//", "%"], () => this.#power());
  }

  #power(): Expression {
    return this.#binary(["**"], () => this.#unary());
  }

  #binary(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.#tokens.is("operator", candidate));
      if (operator === undefined) return left;
      this.#tokens.next();
      left = { kind: "binary", operator, left, right: operand() };
    }
  }

  #unary(withFilter = true): Expression {
    let node: Expression;
    if (this.#tokens.skip("operator", "-"))
      node = { kind: "negative", of: this.#tokens.nested(() => this.#unary(false)) };
    else if (this.#tokens.skip("operator", "+"))
      node = { kind: "positive", of: this.#tokens.nested(() => this.#unary(false)) };
    else node = this.#primary();
    node = this.#postfix(node);
    return withFilter ? this.#filterExpression(node) : node;
  }

  #primary(): Expression {
    const token = this.#tokens.next();
    switch (token.type) {
      case "name":
        if (/^(?:true|false)$/i.test(token.value) && /^(?:true|false|True|False)$/.test(token.value)) {
          return { kind: "const", value: token.value.toLowerCase() === "true" };
        }
        if (token.value === "none" || token.value === "None") return { kind: "const", value: null };
        return { kind: "name", name: token.value };
      case "string": {
        let text = token.value;
        while (this.#tokens.is("string")) text += this.#tokens.next().value;
        return { kind: "const", value: text };
      }
      case "integer":
        return { kind: "const", value: BigInt(token.value.replaceAll("_", "").replace(/^0+(?=\d)/, "")) };
      case "float":
        return { kind: "const", value: Number(token.value.replaceAll("_", "")) };
      case "operator":
        if (token.value === "(") {
          const tuple = this.tuple({ inParentheses: true });
          this.#tokens.expect("operator", ")");
          return tuple;
        }
        if (token.value === "[") return { kind: "list", items: this.#items("]") };
        if (token.value === "{") return this.#dict();
        break;
      default:
    }
    throw syntaxError(`unexpected '${describe(token)}'`);
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#tokens.is("operator", end)) {
      if (items.length > 0) this.#tokens.expect("operator", ",");
      if (this.#tokens.is("operator", end)) break;
      items.push(this.expression());
    }
    this.#tokens.next();
    return items;
  }

  #dict(): Expression {
    const pairs: [Expression, Expression][] = [];
    while (!this.#tokens.is("operator", "}")) {
      if (pairs.length > 0) this.#tokens.expect("operator", ",");
      if (this.#tokens.is("operator", "}")) break;
      const key = this.expression();
      this.#tokens.expect("operator", ":");
      pairs.push([key, this.expression()]);
    }
    this.#tokens.next();
    return { kind: "dict", pairs };
  }

  #postfix(node: Expression): Expression {
    for (;;) {
      if (this.#tokens.is("operator", ".") || this.#tokens.is("operator", "[")) node = this.#subscript(node);
      else if (this.#tokens.is("operator", "(")) node = { kind: "call", callee: node, ...this.#arguments() };
      else return node;
    }
  }

  #subscript(node: Expression): Expression {
    if (this.#tokens.next().value === ".") {
      const token = this.#tokens.next();
      if (token.type === "name") return { kind: "attribute", of: node, name: token.value };
      if (token.type !== "integer") throw syntaxError("expected name or number");
      return { kind: "item", of: node, at: { kind: "const", value: BigInt(token.value.replaceAll("_", "")) } };
    }
    const places: Expression[] = [];
    while (!this.#tokens.is("operator", "]")) {
      if (places.length > 0) this.#tokens.expect("operator", ",");
      places.push(this.#place());
    }
    this.#tokens.next();
    const [only] = places;
    return { kind: "item", of: node, at: places.length === 1 && only ? only : { kind: "tuple", items: places } };
  }

  #place(): Expression {
    let start: Expression | null = null;
    if (!this.#tokens.is("operator", ":")) {
      start = this.expression();
      if (!this.#tokens.is("operator", ":")) return start;
    }
    this.#tokens.next();
    const part = (): Expression | null =>
      this.#tokens.is("operator", ":") || this.#tokens.is("operator", "]") || this.#tokens.is("operator", ",")
        ? null
        : this.expression();
    const stop = part();
    const step = this.#tokens.skip("operator", ":") ? part() : null;
    return { kind: "slice", start, stop, step };
  }

  #arguments(): CallArguments {
    const given: CallArguments = { args: [], kwargs: [], spread: null, spreadNamed: null };
    const ensure = (sound: boolean): void => {
      if (!sound) throw syntaxError("invalid syntax for function call expression");
    };
    this.#tokens.expect("operator", "(");
    let first = true;
    while (!this.#tokens.is("operator", ")")) {
      if (!first) {
        this.#tokens.expect("operator", ",");
        if (this.#tokens.is("operator", ")")) break;
      }
      first = false;
      if (this.#tokens.skip("operator", "*")) {
        ensure(given.spread === null && given.spreadNamed === null);
        given.spread = this.expression();
      } else if (this.#tokens.skip("operator", "**")) {
        ensure(given.spreadNamed === null);
        given.spreadNamed = this.expression();
      } else if (this.#tokens.is("name") && this.#follows("operator", "=")) {
        ensure(given.spreadNamed === null);
        const name = this.#tokens.next().value;
        this.#tokens.next();
        if (given.kwargs.some(([known]) => known === name))
          throw pythonSyntaxError(`keyword argument repeated: ${name}`);
        given.kwargs.push([name, this.expression()]);
      } else {
        ensure(given.spread === null && given.spreadNamed === null && given.kwargs.length === 0);
        given.args.push(this.expression());
      }
    }
    this.#tokens.next();
    return given;
  }

  #filterExpression(node: Expression): Expression {
    for (;;) {
      if (this.#tokens.is("operator", "|")) node = this.filters(node) ?? node;
      else if (this.#tokens.is("name", "is")) node = this.#test(node);
      else if (this.#tokens.is("operator", "(")) node = { kind: "call", callee: node, ...this.#arguments() };
      else return node;
    }
  }

  filters(of: Expression | null, inline = false): FilterExpression | null {
    let filter: FilterExpression | null = null;
    for (let startsHere = inline; startsHere || this.#tokens.is("operator", "|"); startsHere = false) {
      if (!startsHere) this.#tokens.next();
      const name = this.#dottedName();
      this.#know(filterNames, name, "filter");
      const given = this.#tokens.is("operator", "(") ? this.#arguments() : noArguments;
      filter = { kind: "filter", of: filter ?? of, name, ...given };
    }
    return filter;
  }

  #know(known: ReadonlySet<string>, name: string, what: "filter" | "test"): void {
    if (!this.#conditional && !known.has(name)) this.#unknown ??= assertionError(`No ${what} named '${name}'.`);
  }

  #dottedName(): string {
    let name = this.#tokens.expect("name").value;
    while (this.#tokens.skip("operator", ".")) name += `.${this.#tokens.expect("name").value}`;
    return name;
  }

  #test(of: Expression): Expression {
    this.#tokens.next();
    const negated = this.#tokens.skip("name", "not");
    const name = this.#dottedName();
    this.#know(testNames, name, "test");
    let given = noArguments;
    if (this.#tokens.is("operator", "(")) given = this.#arguments();
    else if (this.#beginsArgument()) {
      if (this.#tokens.is("name", "is")) throw syntaxError("You cannot chain multiple tests with is");
      given = { ...noArguments, args: [this.#postfix(this.#primary())] };
    }
    const test: Expression = { kind: "test", of, name, ...given };
    return negated ? { kind: "not", of: test } : test;
  }

  #beginsArgument(): boolean {
    const { type, value } = this.#tokens.token;
    if (type === "name") return value !== "else" && value !== "or" && value !== "and";
    if (type === "operator") return value === "[" || value === "{";
    return type === "string" || type === "integer" || type === "float";
  }
}
