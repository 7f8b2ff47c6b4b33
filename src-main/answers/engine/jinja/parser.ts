import type {
  BinaryOperator,
  CallArguments,
  Comparison,
  Expression,
  FilterExpression,
  Signature,
  Statement,
  Target,
} from "./ast.ts";
import { type JinjaError, LimitError, assertionError, pythonSyntaxError, syntaxError } from "./errors.ts";
import { filterNames } from "./filters.ts";
import { type Token, type TokenType, tokenize } from "./lexer.ts";
import { testNames } from "./tests.ts";

/** Expressions and blocks inside one another; Python's own stack ends at about 70. */
const maxDepth = 150;
const noArguments: CallArguments = { args: [], kwargs: [], spread: null, spreadNamed: null };
const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** A template as a tree. Throws TemplateSyntaxError where Jinja2 does. */
export function parse(template: string): Statement[] {
  return new Parser(tokenize(template)).template();
}

/** Jinja2's grammar, rule by rule, so that what binds tighter here binds tighter there. */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  /** Loops around, that `break` would leave, and all of them. */
  #loops = 0;
  #anyLoops = 0;
  /** In a branch that may not be taken, Jinja2 looks for an unknown filter only when it comes there. */
  #conditional = false;
  /**
   * The first filter or test that is unknown where it must be known; reported once the rest has been read, as Jinja2
   * does.
   */
  #unknown: JinjaError | null = null;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  template(): Statement[] {
    const body = this.#body(null);
    if (this.#unknown !== null) throw this.#unknown;
    return body;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { type: "eof", value: "" };
  }

  #is(type: TokenType, value?: string): boolean {
    return this.#token.type === type && (value === undefined || this.#token.value === value);
  }

  #next(): Token {
    const token = this.#token;
    this.#at++;
    return token;
  }

  #skip(type: TokenType, value: string): boolean {
    if (!this.#is(type, value)) return false;
    this.#at++;
    return true;
  }

  #expect(type: TokenType, value?: string): Token {
    if (this.#is(type, value)) return this.#next();
    throw syntaxError(`expected token '${value ?? type}', got '${describe(this.#token)}'`);
  }

  #nested<T>(work: () => T): T {
    if (++this.#depth > maxDepth) throw new LimitError("it is nested too deeply");
    const result = work();
    this.#depth--;
    return result;
  }

  /** The statements up to a tag of `ends`, which is read as far as its name. At the end of a template `ends` is null. */
  #body(ends: readonly string[] | null): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      const token = this.#next();
      if (token.type === "data") body.push({ kind: "data", text: token.value });
      else if (token.type === "variable_begin") {
        body.push({ kind: "output", of: this.#tuple() });
        this.#expect("variable_end");
      } else if (token.type === "block_begin") {
        if (ends !== null && this.#is("name") && ends.includes(this.#token.value)) return body;
        body.push(...this.#nested(() => this.#statement()));
        this.#expect("block_end");
      } else if (ends === null) return body;
      else throw syntaxError(`Unexpected end of template. Jinja was looking for ${ends.join(" or ")}.`);
    }
  }

  /** A block's body from the end of its first tag on. */
  #block(...ends: string[]): Statement[] {
    this.#skip("operator", ":");
    this.#expect("block_end");
    return this.#body(ends);
  }

  #lastBlock(end: string): Statement[] {
    const body = this.#block(end);
    this.#next();
    return body;
  }

  /** A body that Jinja2 compiles to its own frame. */
  #frame<T>(work: () => T): T {
    const conditional = this.#conditional;
    this.#conditional = false;
    const result = work();
    this.#conditional = conditional;
    return result;
  }

  /** As `#frame`, and a loop around it cannot be left from inside. */
  #function<T>(work: () => T): T {
    const loops = this.#loops;
    this.#loops = 0;
    const result = this.#frame(work);
    this.#loops = loops;
    return result;
  }

  #statement(): Statement[] {
    const tag = this.#expect("name").value;
    switch (tag) {
      case "if":
        return [this.#if()];
      case "for":
        return [this.#for()];
      case "set":
        return [this.#set()];
      case "macro": {
        const name = this.#expect("name").value;
        const signature = this.#signature();
        return [{ kind: "macro", name, ...signature, body: this.#function(() => this.#lastBlock("endmacro")) }];
      }
      case "call": {
        const signature = this.#is("operator", "(") ? this.#signature() : { parameters: [], defaults: [] };
        const call = this.#expression();
        if (call.kind !== "call") throw syntaxError("expected call");
        return [{ kind: "callBlock", ...signature, call, body: this.#function(() => this.#lastBlock("endcall")) }];
      }
      case "filter": {
        const filter = this.#filters(null, true);
        if (filter === null) throw syntaxError("expected a filter");
        return [{ kind: "filterBlock", filter, body: this.#frame(() => this.#lastBlock("endfilter")) }];
      }
      case "with":
        return [this.#with()];
      case "print":
        return this.#print();
      case "generation":
        return [{ kind: "scope", isolated: false, body: this.#function(() => this.#lastBlock("endgeneration")) }];
      case "block": {
        const name = this.#expect("name").value;
        while (this.#skip("name", "scoped") || this.#skip("name", "required"));
        const body = this.#function(() => this.#lastBlock("endblock"));
        this.#skip("name", name);
        return [{ kind: "scope", isolated: true, body }];
      }
      case "break":
      case "continue":
        if (this.#loops === 0) throw pythonSyntaxError(`'${tag}' outside loop`);
        return [{ kind: tag }];
      case "include":
      case "import":
      case "from":
      case "extends":
        while (!this.#is("block_end") && !this.#is("eof")) this.#next();
        return [{ kind: "unavailable", tag }];
      default:
        throw syntaxError(`Encountered unknown tag '${tag}'.`);
    }
  }

  #if(): Statement {
    const conditional = this.#conditional;
    this.#conditional = true;
    const branches: { test: Expression; body: Statement[] }[] = [];
    let otherwise: Statement[] = [];
    for (let tag = "elif"; tag === "elif";) {
      const test = this.#tuple({ withCondition: false });
      branches.push({ test, body: this.#block("elif", "else", "endif") });
      tag = this.#next().value;
      if (tag === "else") otherwise = this.#lastBlock("endif");
    }
    this.#conditional = conditional;
    return { kind: "if", branches, otherwise };
  }

  #for(): Statement {
    return this.#frame(() => {
      this.#anyLoops++;
      const target = this.#target({ end: "in" });
      this.#expect("name", "in");
      const over = this.#tuple({ withCondition: false, end: "recursive" });
      const test = this.#skip("name", "if") ? this.#expression() : null;
      const recursive = this.#skip("name", "recursive");
      this.#loops++;
      const body = this.#block("endfor", "else");
      this.#loops--;
      const otherwise = this.#next().value === "else" ? this.#lastBlock("endfor") : [];
      this.#anyLoops--;
      return { kind: "for", target, over, test, recursive, body, otherwise };
    });
  }

  #set(): Statement {
    const target = this.#target({ withNamespace: true });
    if (this.#skip("operator", "=")) return { kind: "set", target, value: this.#tuple() };
    const filter = this.#filters(null);
    return { kind: "setBlock", target, filter, body: this.#frame(() => this.#lastBlock("endset")) };
  }

  #with(): Statement {
    const targets: Target[] = [];
    const values: Expression[] = [];
    while (!this.#is("block_end") && !this.#is("eof")) {
      if (targets.length > 0) this.#expect("operator", ",");
      targets.push(this.#target({}));
      this.#expect("operator", "=");
      values.push(this.#expression());
    }
    return { kind: "with", targets, values, body: this.#frame(() => this.#lastBlock("endwith")) };
  }

  #print(): Statement[] {
    const printed: Statement[] = [];
    while (!this.#is("block_end") && !this.#is("eof")) {
      if (printed.length > 0) this.#expect("operator", ",");
      printed.push({ kind: "output", of: this.#expression() });
    }
    return printed;
  }

  #signature(): Signature {
    const parameters: string[] = [];
    const defaults: Expression[] = [];
    this.#expect("operator", "(");
    while (!this.#is("operator", ")")) {
      if (parameters.length > 0) this.#expect("operator", ",");
      parameters.push(assignable(this.#expect("name").value));
      if (this.#skip("operator", "=")) defaults.push(this.#expression());
      else if (defaults.length > 0) throw syntaxError("non-default argument follows default argument");
    }
    this.#next();
    return { parameters, defaults };
  }

  #target({ end, withNamespace = false }: { end?: string; withNamespace?: boolean }): Target {
    const items: Target[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.#expect("operator", ",");
      if (this.#endsTuple(end)) break;
      items.push(this.#simpleTarget(withNamespace));
      if (!this.#is("operator", ",")) break;
      isTuple = true;
    }
    const [first] = items;
    if (!isTuple && first !== undefined) return first;
    if (items.length === 0) throw syntaxError(`Expected an expression, got '${describe(this.#token)}'`);
    return { kind: "tuple", items };
  }

  #simpleTarget(withNamespace: boolean): Target {
    if (this.#skip("operator", "(")) {
      const target = this.#nested(() => this.#target({}));
      this.#expect("operator", ")");
      return target;
    }
    const name = this.#expect("name").value;
    if (withNamespace && this.#skip("operator", ".")) {
      return { kind: "namespace", name, attribute: this.#expect("name").value };
    }
    if (name === "loop" && this.#anyLoops > 0) {
      throw assertionError("Can't assign to special loop variable in for-loop target");
    }
    return { kind: "name", name: assignable(name) };
  }

  #endsTuple(end?: string): boolean {
    return (
      this.#is("variable_end") ||
      this.#is("block_end") ||
      this.#is("operator", ")") ||
      (end !== undefined && this.#is("name", end))
    );
  }

  #tuple({
    withCondition = true,
    inParentheses = false,
    end,
  }: { withCondition?: boolean; inParentheses?: boolean; end?: string } = {}): Expression {
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.#expect("operator", ",");
      if (this.#endsTuple(end)) break;
      items.push(this.#expression(withCondition));
      if (!this.#is("operator", ",")) break;
      isTuple = true;
    }
    const [first] = items;
    if (!isTuple && first !== undefined) return first;
    if (!isTuple && !inParentheses) throw syntaxError(`Expected an expression, got '${describe(this.#token)}'`);
    return { kind: "tuple", items };
  }

  #expression(withCondition = true): Expression {
    return this.#nested(() => (withCondition ? this.#condition() : this.#or()));
  }

  #condition(): Expression {
    const conditional = this.#conditional;
    const unknown = this.#unknown;
    let then = this.#or();
    if (this.#is("name", "if")) {
      this.#conditional = true;
      this.#unknown = unknown;
    }
    while (this.#skip("name", "if")) {
      const test = this.#or();
      const otherwise = this.#skip("name", "else") ? this.#nested(() => this.#condition()) : null;
      then = { kind: "condition", test, then, otherwise };
    }
    this.#conditional = conditional;
    return then;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#skip("name", "or")) left = { kind: "or", left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#skip("name", "and")) left = { kind: "and", left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    if (!this.#skip("name", "not")) return this.#compare();
    return { kind: "not", of: this.#nested(() => this.#not()) };
  }

  #compare(): Expression {
    const first = this.#sum();
    const others: [Comparison, Expression][] = [];
    for (;;) {
      const { type, value } = this.#token;
      if (type === "operator" && comparisons.has(value)) {
        this.#next();
        others.push([value as Comparison, this.#sum()]);
      } else if (this.#skip("name", "in")) others.push(["in", this.#sum()]);
      else if (this.#is("name", "not") && this.#follows("name", "in")) {
        this.#at += 2;
        others.push(["not in", this.#sum()]);
      } else return others.length === 0 ? first : { kind: "compare", first, others };
    }
  }

  #follows(type: TokenType, value: string): boolean {
    const after = this.#tokens[this.#at + 1];
    return after?.type === type && after.value === value;
  }

  #sum(): Expression {
    return this.#binary(["+", "-"], () => this.#concat());
  }

  #concat(): Expression {
    const first = this.#product();
    const items = [first];
    while (this.#skip("operator", "~")) items.push(this.#product());
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
      const operator = operators.find((candidate) => this.#is("operator", candidate));
      if (operator === undefined) return left;
      this.#next();
      left = { kind: "binary", operator, left, right: operand() };
    }
  }

  #unary(withFilter = true): Expression {
    let node: Expression;
    if (this.#skip("operator", "-")) node = { kind: "negative", of: this.#nested(() => this.#unary(false)) };
    else if (this.#skip("operator", "+")) node = { kind: "positive", of: this.#nested(() => this.#unary(false)) };
    else node = this.#primary();
    node = this.#postfix(node);
    return withFilter ? this.#filterExpression(node) : node;
  }

  #primary(): Expression {
    const token = this.#next();
    switch (token.type) {
      case "name":
        if (/^(?:true|false)$/i.test(token.value) && /^(?:true|false|True|False)$/.test(token.value)) {
          return { kind: "const", value: token.value.toLowerCase() === "true" };
        }
        if (token.value === "none" || token.value === "None") return { kind: "const", value: null };
        return { kind: "name", name: token.value };
      case "string": {
        let text = token.value;
        while (this.#is("string")) text += this.#next().value;
        return { kind: "const", value: text };
      }
      case "integer":
        return { kind: "const", value: BigInt(token.value.replaceAll("_", "").replace(/^0+(?=\d)/, "")) };
      case "float":
        return { kind: "const", value: Number(token.value.replaceAll("_", "")) };
      case "operator":
        if (token.value === "(") {
          const tuple = this.#tuple({ inParentheses: true });
          this.#expect("operator", ")");
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
    while (!this.#is("operator", end)) {
      if (items.length > 0) this.#expect("operator", ",");
      if (this.#is("operator", end)) break;
      items.push(this.#expression());
    }
    this.#next();
    return items;
  }

  #dict(): Expression {
    const pairs: [Expression, Expression][] = [];
    while (!this.#is("operator", "}")) {
      if (pairs.length > 0) this.#expect("operator", ",");
      if (this.#is("operator", "}")) break;
      const key = this.#expression();
      this.#expect("operator", ":");
      pairs.push([key, this.#expression()]);
    }
    this.#next();
    return { kind: "dict", pairs };
  }

  #postfix(node: Expression): Expression {
    for (;;) {
      if (this.#is("operator", ".") || this.#is("operator", "[")) node = this.#subscript(node);
      else if (this.#is("operator", "(")) node = { kind: "call", callee: node, ...this.#arguments() };
      else return node;
    }
  }

  #subscript(node: Expression): Expression {
    if (this.#next().value === ".") {
      const token = this.#next();
      if (token.type === "name") return { kind: "attribute", of: node, name: token.value };
      if (token.type !== "integer") throw syntaxError("expected name or number");
      return { kind: "item", of: node, at: { kind: "const", value: BigInt(token.value.replaceAll("_", "")) } };
    }
    const places: Expression[] = [];
    while (!this.#is("operator", "]")) {
      if (places.length > 0) this.#expect("operator", ",");
      places.push(this.#place());
    }
    this.#next();
    const [only] = places;
    return { kind: "item", of: node, at: places.length === 1 && only ? only : { kind: "tuple", items: places } };
  }

  #place(): Expression {
    let start: Expression | null = null;
    if (!this.#is("operator", ":")) {
      start = this.#expression();
      if (!this.#is("operator", ":")) return start;
    }
    this.#next();
    const part = (): Expression | null =>
      this.#is("operator", ":") || this.#is("operator", "]") || this.#is("operator", ",") ? null : this.#expression();
    const stop = part();
    const step = this.#skip("operator", ":") ? part() : null;
    return { kind: "slice", start, stop, step };
  }

  #arguments(): CallArguments {
    const given: CallArguments = { args: [], kwargs: [], spread: null, spreadNamed: null };
    const ensure = (sound: boolean): void => {
      if (!sound) throw syntaxError("invalid syntax for function call expression");
    };
    this.#expect("operator", "(");
    let first = true;
    while (!this.#is("operator", ")")) {
      if (!first) {
        this.#expect("operator", ",");
        if (this.#is("operator", ")")) break;
      }
      first = false;
      if (this.#skip("operator", "*")) {
        ensure(given.spread === null && given.spreadNamed === null);
        given.spread = this.#expression();
      } else if (this.#skip("operator", "**")) {
        ensure(given.spreadNamed === null);
        given.spreadNamed = this.#expression();
      } else if (this.#is("name") && this.#follows("operator", "=")) {
        ensure(given.spreadNamed === null);
        const name = this.#next().value;
        this.#next();
        if (given.kwargs.some(([known]) => known === name))
          throw pythonSyntaxError(`keyword argument repeated: ${name}`);
        given.kwargs.push([name, this.#expression()]);
      } else {
        ensure(given.spread === null && given.spreadNamed === null && given.kwargs.length === 0);
        given.args.push(this.#expression());
      }
    }
    this.#next();
    return given;
  }

  #filterExpression(node: Expression): Expression {
    for (;;) {
      if (this.#is("operator", "|")) node = this.#filters(node) ?? node;
      else if (this.#is("name", "is")) node = this.#test(node);
      else if (this.#is("operator", "(")) node = { kind: "call", callee: node, ...this.#arguments() };
      else return node;
    }
  }

  #filters(of: Expression | null, inline = false): FilterExpression | null {
    let filter: FilterExpression | null = null;
    for (let startsHere = inline; startsHere || this.#is("operator", "|"); startsHere = false) {
      if (!startsHere) this.#next();
      const name = this.#dottedName();
      this.#know(filterNames, name, "filter");
      const given = this.#is("operator", "(") ? this.#arguments() : noArguments;
      filter = { kind: "filter", of: filter ?? of, name, ...given };
    }
    return filter;
  }

  #know(known: ReadonlySet<string>, name: string, what: "filter" | "test"): void {
    if (!this.#conditional && !known.has(name)) this.#unknown ??= assertionError(`No ${what} named '${name}'.`);
  }

  #dottedName(): string {
    let name = this.#expect("name").value;
    while (this.#skip("operator", ".")) name += `.${this.#expect("name").value}`;
    return name;
  }

  #test(of: Expression): Expression {
    this.#next();
    const negated = this.#skip("name", "not");
    const name = this.#dottedName();
    this.#know(testNames, name, "test");
    let given = noArguments;
    if (this.#is("operator", "(")) given = this.#arguments();
    else if (this.#beginsArgument()) {
      if (this.#is("name", "is")) throw syntaxError("You cannot chain multiple tests with is");
      given = { ...noArguments, args: [this.#postfix(this.#primary())] };
    }
    const test: Expression = { kind: "test", of, name, ...given };
    return negated ? { kind: "not", of: test } : test;
  }

  #beginsArgument(): boolean {
    const { type, value } = this.#token;
    if (type === "name") return value !== "else" && value !== "or" && value !== "and";
    if (type === "operator") return value === "[" || value === "{";
    return type === "string" || type === "integer" || type === "float";
  }
}

function describe({ type, value }: Token): string {
  if (type === "eof") return "end of template";
  return type === "name" || type === "operator" ? value : type;
}

function assignable(name: string): string {
  if (/^(?:[Tt]rue|[Ff]alse|[Nn]one)$/.test(name)) throw syntaxError(`can't assign to '${name}'`);
  return name;
}
