import type { CallArguments, Expression, FilterExpression, Signature, Statement, Target } from "./ast.ts";
import { attributeOf, itemOf, ownAttributeOf } from "./attributes.ts";
import { JinjaError, LimitError, typeError, valueError } from "./errors.ts";
import { applyFilter, filterNames } from "./filters.ts";
import { globals } from "./globals.ts";
import { LoopContext } from "./loop-context.ts";
import { namesIn } from "./names-in.ts";
import type { Meter } from "./meter.ts";
import { binary, compare, concatenate, negative, positive } from "./operators.ts";
import type { Runtime } from "./runtime.ts";
import { Scope } from "./scope.ts";
import { iterable, iterate, listOf, truthy } from "./sequences.ts";
import { slicePlaces, sliceRange } from "./slices.ts";
import { sliceText } from "./string-methods.ts";
import { str } from "./text.ts";
import { test } from "./tests.ts";
import {
  type Arguments,
  Callable,
  Dict,
  HostObject,
  Markup,
  Namespace,
  Range,
  Tuple,
  Undefined,
  type Value,
  isString,
  plain,
  typeName,
} from "./values.ts";

/** Macros inside macros; Python's own stack ends at about 250. */
const maxCalls = 200;

type Signal = "break" | "continue" | null;

/** One rendering of a template. */
export class Interpreter implements Runtime {
  readonly meter: Meter;
  readonly #root = new Scope(null);
  #calls = 0;

  constructor(meter: Meter, now: () => Date, variables: Iterable<readonly [string, Value]>) {
    this.meter = meter;
    for (const [name, value] of globals(meter, now)) this.#root.set(name, value);
    for (const [name, value] of variables) this.#root.set(name, value);
  }

  render(template: readonly Statement[]): string {
    return this.#text(template, this.#root);
  }

  item(of: Value, key: Value): Value {
    return itemOf(this.meter, of, key);
  }

  ownAttribute(of: Value, name: string): Value {
    return ownAttributeOf(this.meter, of, name);
  }

  filter(name: string, value: Value, given: Arguments): Value {
    return applyFilter(this, name, value, given);
  }

  test(name: string, value: Value, args: readonly Value[]): boolean {
    return test(this, name, value, args);
  }

  hasFilter(name: string): boolean {
    return filterNames.has(name);
  }

  #text(body: readonly Statement[], scope: Scope): string {
    const out: string[] = [];
    this.#run(body, scope, out);
    return out.join("");
  }

  #write(out: string[], text: string): void {
    this.meter.make(text.length);
    if (text !== "") out.push(text);
  }

  #run(body: readonly Statement[], scope: Scope, out: string[]): Signal {
    for (const statement of body) {
      const signal = this.#statement(statement, scope, out);
      if (signal !== null) return signal;
    }
    return null;
  }

  #statement(statement: Statement, scope: Scope, out: string[]): Signal {
    this.meter.step();
    switch (statement.kind) {
      case "data":
        this.#write(out, statement.text);
        return null;
      case "output":
        this.#write(out, str(this.meter, this.#value(statement.of, scope)));
        return null;
      case "if": {
        const branch = statement.branches.find((one) => truthy(this.#value(one.test, scope)));
        return this.#run(branch?.body ?? statement.otherwise, scope, out);
      }
      case "for":
        this.#for(statement, this.#value(statement.over, scope), scope, out, 0);
        return null;
      case "break":
      case "continue":
        return statement.kind;
      case "set":
        this.#assign(statement.target, this.#value(statement.value, scope), scope);
        return null;
      case "setBlock": {
        const text = this.#text(statement.body, new Scope(scope));
        const { filter } = statement;
        this.#assign(statement.target, filter === null ? text : this.#filtered(filter, scope, text), scope);
        return null;
      }
      case "macro":
        scope.set(statement.name, this.#macro(statement.name, statement, statement.body, scope));
        return null;
      case "callBlock": {
        const caller = this.#macro(null, statement, statement.body, scope);
        const { args, kwargs } = this.#arguments(statement.call, scope);
        const callee = this.#value(statement.call.callee, scope);
        const given = { args, kwargs: new Map([...kwargs, ["caller", caller] as const]) };
        this.#write(out, str(this.meter, this.#call(callee, given)));
        return null;
      }
      case "filterBlock": {
        const text = this.#text(statement.body, new Scope(scope));
        this.#write(out, str(this.meter, this.#filtered(statement.filter, scope, text)));
        return null;
      }
      case "with": {
        const inner = new Scope(scope);
        const values = statement.values.map((value) => this.#value(value, scope));
        statement.targets.forEach((target, index) => this.#assign(target, values[index] ?? null, inner));
        return this.#run(statement.body, inner, out);
      }
      case "scope":
        this.#run(statement.body, new Scope(statement.isolated ? this.#root : scope), out);
        return null;
      case "unavailable":
        throw typeError("no loader for this environment specified");
    }
  }

  #for(statement: Statement & { kind: "for" }, over: Value, scope: Scope, out: string[], depth: number): void {
    const { target, test: condition, body, otherwise, recursive } = statement;
    const items = this.#loopItems(over, target, condition, scope);
    const recurse = (inner: Value): Value =>
      this.#nested(() => {
        const text: string[] = [];
        this.#for(statement, inner, scope, text, depth + 1);
        return text.join("");
      });
    const loop = new LoopContext(
      this.meter,
      items,
      condition === null ? over : null,
      depth,
      recursive ? recurse : null,
    );
    // Jinja2 reads "else" as "no body ran to its end", so a first `break`, or a `continue` in every body, leads there
    // as well.
    let completed = false;
    while (loop.advance()) {
      const inner = new Scope(scope);
      inner.set("loop", loop);
      this.#assign(target, loop.current, inner);
      const signal = this.#run(body, inner, out);
      if (signal === "break") break;
      completed ||= signal === null;
    }
    if (!completed) this.#run(otherwise, new Scope(scope), out);
  }

  /** One by one, since a condition may depend on what the body did before. */
  *#loopItems(over: Value, target: Target, condition: Expression | null, scope: Scope): Generator<Value> {
    for (const item of iterate(this.meter, over)) {
      if (condition !== null) {
        const inner = new Scope(scope);
        this.#assign(target, item, inner);
        if (!truthy(this.#value(condition, inner))) continue;
      }
      yield item;
    }
  }

  #assign(target: Target, value: Value, scope: Scope): void {
    if (target.kind === "name") scope.set(target.name, value);
    else if (target.kind === "namespace") {
      const namespace = scope.get(target.name);
      if (!(namespace instanceof Namespace)) {
        throw new JinjaError("TemplateRuntimeError", "cannot assign attribute on non-namespace object");
      }
      namespace.attributes.set(target.attribute, value);
    } else {
      if (iterable(value) === null) throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
      const items = listOf(this.meter, value);
      const wanted = target.items.length;
      if (items.length < wanted)
        throw valueError(`not enough values to unpack (expected ${wanted}, got ${items.length})`);
      if (items.length > wanted) throw valueError(`too many values to unpack (expected ${wanted})`);
      target.items.forEach((part, index) => this.#assign(part, items[index] ?? null, scope));
    }
  }

  /** `name` null: a call block's own body. */
  #macro(name: string | null, { parameters, defaults }: Signature, body: readonly Statement[], scope: Scope): Callable {
    const used = namesIn(body, defaults);
    const takes = (special: string): boolean => used.has(special) && !parameters.includes(special);
    const shownName = name === null ? "None" : `'${name}'`;
    const call = (given: Arguments): Value =>
      this.#nested(() => {
        const inner = new Scope(scope);
        const named = new Map(given.kwargs);
        const missing: number[] = [];
        parameters.forEach((parameter, index) => {
          const value = index < given.args.length ? given.args[index] : named.get(parameter);
          if (index >= given.args.length) named.delete(parameter);
          if (value === undefined) missing.push(index);
          inner.set(
            parameter,
            value === undefined ? new Undefined(`parameter '${parameter}' was not provided`) : value,
          );
        });
        if (takes("caller")) {
          inner.set("caller", named.get("caller") ?? new Undefined("No caller defined"));
          named.delete("caller");
        }
        if (takes("kwargs")) inner.set("kwargs", Dict.of(named));
        else for (const key of named.keys()) throw typeError(`macro ${shownName} takes no keyword argument '${key}'`);
        if (takes("varargs")) inner.set("varargs", new Tuple(given.args.slice(parameters.length)));
        else if (given.args.length > parameters.length) {
          throw typeError(`macro ${shownName} takes not more than ${parameters.length} argument(s)`);
        }
        for (const index of missing) {
          const otherwise = defaults[index - (parameters.length - defaults.length)];
          const parameter = parameters[index];
          if (otherwise !== undefined && parameter !== undefined) inner.set(parameter, this.#value(otherwise, inner));
        }
        return this.#text(body, inner);
      });
    const attributes = new Map<string, Value>([
      ["name", name],
      ["arguments", new Tuple(parameters)],
      ["catch_kwargs", takes("kwargs")],
      ["catch_varargs", takes("varargs")],
      ["caller", used.has("caller")],
    ]);
    return new Callable(name ?? "caller", call, "Macro", attributes);
  }

  #nested<T>(work: () => T): T {
    if (++this.#calls > maxCalls) throw new LimitError("it calls itself too deeply");
    try {
      return work();
    } finally {
      this.#calls--;
    }
  }

  #call(callee: Value, given: Arguments): Value {
    if (callee instanceof Undefined) callee.fail();
    if (callee instanceof Callable) return callee.call(given);
    const called = callee instanceof HostObject ? callee.call?.(given) : undefined;
    if (called === undefined) throw typeError(`'${typeName(callee)}' object is not callable`);
    return called;
  }

  #arguments({ args, kwargs, spread, spreadNamed }: CallArguments, scope: Scope): Arguments {
    const positional = args.map((arg) => this.#value(arg, scope));
    const named = new Map(kwargs.map(([name, value]) => [name, this.#value(value, scope)] as const));
    if (spread !== null) for (const item of listOf(this.meter, this.#value(spread, scope))) positional.push(item);
    if (spreadNamed !== null) {
      const more = this.#value(spreadNamed, scope);
      if (!(more instanceof Dict)) throw typeError("argument after ** must be a mapping");
      for (const [key, value] of more.entries()) {
        if (!isString(key)) throw typeError("keywords must be strings");
        if (named.has(plain(key))) throw typeError(`got multiple values for keyword argument '${plain(key)}'`);
        named.set(plain(key), value);
      }
    }
    return { args: positional, kwargs: named };
  }

  #filtered(filter: FilterExpression, scope: Scope, block: Value): Value {
    const { of } = filter;
    const value =
      of === null
        ? block
        : of.kind === "filter" && isOverBlock(of)
          ? this.#filtered(of, scope, block)
          : this.#value(of, scope);
    return this.filter(filter.name, value, this.#arguments(filter, scope));
  }

  #value(expression: Expression, scope: Scope): Value {
    this.meter.step();
    switch (expression.kind) {
      case "const":
        return expression.value;
      case "name":
        return scope.get(expression.name);
      case "tuple":
        return new Tuple(expression.items.map((item) => this.#value(item, scope)));
      case "list":
        this.meter.makeItems(expression.items.length);
        return expression.items.map((item) => this.#value(item, scope));
      case "dict":
        this.meter.makeItems(expression.pairs.length);
        return Dict.of(expression.pairs.map(([key, value]) => [this.#value(key, scope), this.#value(value, scope)]));
      case "concat":
        return concatenate(
          this.meter,
          expression.items.map((item) => this.#value(item, scope)),
        );
      case "attribute":
        return attributeOf(this.meter, this.#value(expression.of, scope), expression.name);
      case "item": {
        const of = this.#value(expression.of, scope);
        return expression.at.kind === "slice"
          ? this.#slice(of, expression.at, scope)
          : this.item(of, this.#value(expression.at, scope));
      }
      case "slice":
        throw typeError("a slice is no value");
      case "call":
        return this.#call(this.#value(expression.callee, scope), this.#arguments(expression, scope));
      case "filter":
        return this.#filtered(expression, scope, null);
      case "test":
        return this.test(expression.name, this.#value(expression.of, scope), this.#arguments(expression, scope).args);
      case "not":
        return !truthy(this.#value(expression.of, scope));
      case "negative":
        return negative(this.#value(expression.of, scope));
      case "positive":
        return positive(this.#value(expression.of, scope));
      case "binary":
        return binary(
          this.meter,
          expression.operator,
          this.#value(expression.left, scope),
          this.#value(expression.right, scope),
        );
      case "and": {
        const left = this.#value(expression.left, scope);
        return truthy(left) ? this.#value(expression.right, scope) : left;
      }
      case "or": {
        const left = this.#value(expression.left, scope);
        return truthy(left) ? left : this.#value(expression.right, scope);
      }
      case "compare": {
        let left = this.#value(expression.first, scope);
        for (const [operator, value] of expression.others) {
          const right = this.#value(value, scope);
          if (!compare(this.meter, operator, left, right)) return false;
          left = right;
        }
        return true;
      }
      case "condition": {
        if (truthy(this.#value(expression.test, scope))) return this.#value(expression.then, scope);
        if (expression.otherwise !== null) return this.#value(expression.otherwise, scope);
        return new Undefined("the inline if-expression evaluated to false and no else section was defined.");
      }
    }
  }

  #slice(of: Value, at: Expression & { kind: "slice" }, scope: Scope): Value {
    const part = (bound: Expression | null): Value => (bound === null ? null : this.#value(bound, scope));
    const slice = { start: part(at.start), stop: part(at.stop), step: part(at.step) };
    if (of instanceof Undefined) of.fail();
    if (typeof of === "string") return sliceText(this.meter, of, slice);
    if (of instanceof Markup) return new Markup(sliceText(this.meter, of.text, slice));
    if (of instanceof Range) return sliceRange(of, slice);
    const items = Array.isArray(of) ? of : of instanceof Tuple ? of.items : null;
    if (items === null) {
      const problem = of instanceof Dict ? "unhashable type: 'slice'" : `'${typeName(of)}' object is not subscriptable`;
      throw typeError(problem);
    }
    this.meter.makeItems(items.length);
    const taken = Array.from(slicePlaces(items.length, slice), (place) => items[place] ?? null);
    return Array.isArray(of) ? taken : new Tuple(taken);
  }
}

function isOverBlock({ of }: FilterExpression): boolean {
  return of === null || (of.kind === "filter" && isOverBlock(of));
}
