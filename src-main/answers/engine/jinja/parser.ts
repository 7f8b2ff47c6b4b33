import type { Expression, Signature, Statement, Target } from "./ast.ts";
import { assertionError, pythonSyntaxError, syntaxError } from "./errors.ts";
import { ExpressionParser } from "./expression-parser.ts";
import { tokenize } from "./lexer.ts";
import { TokenStream, describe } from "./token-stream.ts";

/** A template as a tree. Throws TemplateSyntaxError where Jinja2 does. */
export function parse(template: string): Statement[] {
  return new Parser(new TokenStream(tokenize(template))).template();
}

/** The statements of Jinja2's grammar, rule by rule. */
class Parser {
  readonly #tokens: TokenStream;
  readonly #expressions: ExpressionParser;
  /** Loops around, that `break` would leave, and all of them. */
  #loops = 0;
  #anyLoops = 0;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
    this.#expressions = new ExpressionParser(tokens);
  }

  template(): Statement[] {
    const body = this.#body(null);
    if (this.#expressions.unknown !== null) throw this.#expressions.unknown;
    return body;
  }

  /** The statements up to a tag of `ends`, which is read as far as its name. At the end of a template `ends` is null. */
  #body(ends: readonly string[] | null): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      const token = this.#tokens.next();
      if (token.type === "data") body.push({ kind: "data", text: token.value });
      else if (token.type === "variable_begin") {
        body.push({ kind: "output", of: this.#expressions.tuple() });
        this.#tokens.expect("variable_end");
      } else if (token.type === "block_begin") {
        if (ends !== null && this.#tokens.is("name") && ends.includes(this.#tokens.token.value)) return body;
        body.push(...this.#tokens.nested(() => this.#statement()));
        this.#tokens.expect("block_end");
      } else if (ends === null) return body;
      else throw syntaxError(`Unexpected end of template. Jinja was looking for ${ends.join(" or ")}.`);
    }
  }

  /** A block's body from the end of its first tag on. */
  #block(...ends: string[]): Statement[] {
    this.#tokens.skip("operator", ":");
    this.#tokens.expect("block_end");
    return this.#body(ends);
  }

  #lastBlock(end: string): Statement[] {
    const body = this.#block(end);
    this.#tokens.next();
    return body;
  }

  /** As `frame`, and a loop around it cannot be left from inside. */
  #function<T>(work: () => T): T {
    const loops = this.#loops;
    this.#loops = 0;
    const result = this.#expressions.frame(work);
    this.#loops = loops;
    return result;
  }

  #statement(): Statement[] {
    const tag = this.#tokens.expect("name").value;
    switch (tag) {
      case "if":
        return [this.#if()];
      case "for":
        return [this.#for()];
      case "set":
        return [this.#set()];
      case "macro": {
        const name = this.#tokens.expect("name").value;
        const signature = this.#signature();
        return [{ kind: "macro", name, ...signature, body: this.#function(() => this.#lastBlock("endmacro")) }];
      }
      case "call": {
        const signature = this.#tokens.is("operator", "(") ? this.#signature() : { parameters: [], defaults: [] };
        const call = this.#expressions.expression();
        if (call.kind !== "call") throw syntaxError("expected call");
        return [{ kind: "callBlock", ...signature, call, body: this.#function(() => this.#lastBlock("endcall")) }];
      }
      case "filter": {
        const filter = this.#expressions.filters(null, true);
        if (filter === null) throw syntaxError("expected a filter");
        return [{ kind: "filterBlock", filter, body: this.#expressions.frame(() => this.#lastBlock("endfilter")) }];
      }
      case "with":
        return [this.#with()];
      case "print":
        return this.#print();
      case "generation":
        return [{ kind: "scope", isolated: false, body: this.#function(() => this.#lastBlock("endgeneration")) }];
      case "block": {
        const name = this.#tokens.expect("name").value;
        while (this.#tokens.skip("name", "scoped") || this.#tokens.skip("name", "required"));
        const body = this.#function(() => this.#lastBlock("endblock"));
        this.#tokens.skip("name", name);
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
        while (!this.#tokens.is("block_end") && !this.#tokens.is("eof")) this.#tokens.next();
        return [{ kind: "unavailable", tag }];
      default:
        throw syntaxError(`Encountered unknown tag '${tag}'.`);
    }
  }

  #if(): Statement {
    return this.#expressions.perhaps(() => {
      const branches: { test: Expression; body: Statement[] }[] = [];
      let otherwise: Statement[] = [];
      for (let tag = "elif"; tag === "elif";) {
        const test = this.#expressions.tuple({ withCondition: false });
        branches.push({ test, body: this.#block("elif", "else", "endif") });
        tag = this.#tokens.next().value;
        if (tag === "else") otherwise = this.#lastBlock("endif");
      }
      return { kind: "if", branches, otherwise };
    });
  }

  #for(): Statement {
    return this.#expressions.frame(() => {
      this.#anyLoops++;
      const target = this.#target({ end: "in" });
      this.#tokens.expect("name", "in");
      const over = this.#expressions.tuple({ withCondition: false, end: "recursive" });
      const test = this.#tokens.skip("name", "if") ? this.#expressions.expression() : null;
      const recursive = this.#tokens.skip("name", "recursive");
      this.#loops++;
      const body = this.#block("endfor", "else");
      this.#loops--;
      const otherwise = this.#tokens.next().value === "else" ? this.#lastBlock("endfor") : [];
      this.#anyLoops--;
      return { kind: "for", target, over, test, recursive, body, otherwise };
    });
  }

  #set(): Statement {
    const target = this.#target({ withNamespace: true });
    if (this.#tokens.skip("operator", "=")) return { kind: "set", target, value: this.#expressions.tuple() };
    const filter = this.#expressions.filters(null);
    return { kind: "setBlock", target, filter, body: this.#expressions.frame(() => this.#lastBlock("endset")) };
  }

  #with(): Statement {
    const targets: Target[] = [];
    const values: Expression[] = [];
    while (!this.#tokens.is("block_end") && !this.#tokens.is("eof")) {
      if (targets.length > 0) this.#tokens.expect("operator", ",");
      targets.push(this.#target({}));
      this.#tokens.expect("operator", "=");
      values.push(this.#expressions.expression());
    }
    return { kind: "with", targets, values, body: this.#expressions.frame(() => this.#lastBlock("endwith")) };
  }

  #print(): Statement[] {
    const printed: Statement[] = [];
    while (!this.#tokens.is("block_end") && !this.#tokens.is("eof")) {
      if (printed.length > 0) this.#tokens.expect("operator", ",");
      printed.push({ kind: "output", of: this.#expressions.expression() });
    }
    return printed;
  }

  #signature(): Signature {
    const parameters: string[] = [];
    const defaults: Expression[] = [];
    this.#tokens.expect("operator", "(");
    while (!this.#tokens.is("operator", ")")) {
      if (parameters.length > 0) this.#tokens.expect("operator", ",");
      parameters.push(assignable(this.#tokens.expect("name").value));
      if (this.#tokens.skip("operator", "=")) defaults.push(this.#expressions.expression());
      else if (defaults.length > 0) throw syntaxError("non-default argument follows default argument");
    }
    this.#tokens.next();
    return { parameters, defaults };
  }

  #target({ end, withNamespace = false }: { end?: string; withNamespace?: boolean }): Target {
    const items: Target[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.#tokens.expect("operator", ",");
      if (this.#expressions.endsTuple(end)) break;
      items.push(this.#simpleTarget(withNamespace));
      if (!this.#tokens.is("operator", ",")) break;
      isTuple = true;
    }
    const [first] = items;
    if (!isTuple && first !== undefined) return first;
    if (items.length === 0) throw syntaxError(`Expected an expression, got '${describe(this.#tokens.token)}'`);
    return { kind: "tuple", items };
  }

  #simpleTarget(withNamespace: boolean): Target {
    if (this.#tokens.skip("operator", "(")) {
      const target = this.#tokens.nested(() => this.#target({}));
      this.#tokens.expect("operator", ")");
      return target;
    }
    const name = this.#tokens.expect("name").value;
    if (withNamespace && this.#tokens.skip("operator", ".")) {
      return { kind: "namespace", name, attribute: this.#tokens.expect("name").value };
    }
    if (name === "loop" && this.#anyLoops > 0) {
      throw assertionError("Can't assign to special loop variable in for-loop target");
    }
    return { kind: "name", name: assignable(name) };
  }
}

function assignable(name: string): string {
  if (/^(?:[Tt]rue|[Ff]alse|[Nn]one)$/.test(name)) throw syntaxError(`can't assign to '${name}'`);
  return name;
}
