import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import {
  JinjaError,
  LimitError,
  Meter,
  Template,
  type Variable,
} from "../../../../src-main/answers/engine/jinja/index.ts";
import collection from "../../../fixtures/jinja/collection.expected.json" with { type: "json" };
import expectedFeatures from "../../../fixtures/jinja/features.expected.json" with { type: "json" };
import features from "../../../fixtures/jinja/features.json" with { type: "json" };
import { llamaCppTemplates } from "../../../fixtures/jinja/collection.ts";

/** The moment that make.py renders at, in whatever zone this computer is. */
const now = (): Date => new Date(2026, 10, 26, 9, 5, 7);
const meter = (limits = {}): Meter => new Meter({ steps: 5e6, characters: 5e7, ms: 60_000, ...limits });

interface Outcome {
  text?: string;
  error?: string;
}

function render(template: string, variables: Record<string, Variable>): Outcome {
  try {
    return { text: new Template(template).render(variables, meter(), now) };
  } catch (thrown) {
    if (thrown instanceof JinjaError) return { error: thrown.kind };
    throw thrown;
  }
}

describe("each feature of Jinja2 gives what Python's gives, or fails as it does", () => {
  it.each(expectedFeatures as (Outcome & { template: string })[])("$template", ({ template, text, error }) => {
    expect(render(template, features.variables as Record<string, Variable>)).toEqual(
      error === undefined ? { text } : { error },
    );
  });
});

describe("every template of llama.cpp's collection gives what Python's Jinja2 gives", () => {
  let templates: ReadonlyMap<string, string> = new Map();
  beforeAll(() => {
    templates = llamaCppTemplates();
  }, 120_000);

  it("is the collection that the expectations were made from", () => {
    expect([...templates.keys()].sort()).toEqual(Object.keys(collection.templates).sort());
  });

  describe.each(Object.entries(collection.templates))("%s", (file, outcomes) => {
    it.each(Object.entries(outcomes))("%s", (name, expected: { sha256?: string; error?: string }) => {
      const messages = collection.conversations[name as keyof typeof collection.conversations];
      const { text, error } = render(templates.get(file) ?? "", {
        messages,
        tools: null,
        documents: null,
        add_generation_prompt: true,
        bos_token: "<BOS>",
        eos_token: "<EOS>",
      });
      const sha256 = text === undefined ? undefined : createHash("sha256").update(text).digest("hex");
      expect({ sha256, error }).toEqual({ sha256: expected.sha256, error: expected.error });
    });
  });
});

it("counts the seconds since 1970 for strftime's %s", () => {
  expect(render("{{ strftime_now('%s') }}", {})).toEqual({ text: String(now().getTime() / 1000) });
});

it("gives a number of the conversation as Python's int or float", () => {
  expect(render("{{ a }} {{ b }} {{ a is integer }}", { a: 3, b: 0.5 })).toEqual({ text: "3 0.5 True" });
});

describe("what costs too much is refused before it is done", () => {
  const limits = { steps: 200_000, characters: 1e6 };
  const spend = (template: string): Error => {
    try {
      new Template(template).render({}, meter(limits), now);
    } catch (thrown) {
      if (thrown instanceof Error) return thrown;
    }
    throw new Error("it was done");
  };
  const huge = "1000000000";

  it.each(
    [
      "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
      "{% set ns = namespace(s='xx') %}{% for a in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
      "{% set ns = namespace(s='xx') %}{% for a in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
      "{% set ns = namespace(s=[1]) %}{% for a in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
      "{% set ns = namespace(s='ab') %}{% for a in range(99) %}{% set ns.s = ns.s.replace('a', 'aa') %}{% endfor %}",
      "{% set ns = namespace(s='ab') %}{% for a in range(99) %}{% set ns.s = ns.s.join([ns.s, ns.s]) %}{% endfor %}",
      "{% set ns = namespace(s='ab') %}{% for a in range(99) %}{% set ns.s = '%s%s' % (ns.s, ns.s) %}{% endfor %}",
      "{% set ns = namespace(s='ab') %}{% for a in range(99) %}{% set ns.s = '{0}{0}'.format(ns.s) %}{% endfor %}",
      "{% set ns = namespace(s='\"') %}{% for a in range(99) %}{% set ns.s = ns.s | tojson %}{% endfor %}",
      "{% set ns = namespace(s=[1]) %}{% for a in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
      "{% set ns = namespace(s=[1]) %}{% for a in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s == ns.s | list }}{{ ns.s | tojson }}",
      `{{ 'x' * ${huge} }}`,
      `{{ [0] * ${huge} }}`,
      `{{ (0,) * ${huge} }}`,
      `{{ 'x'.center(${huge}) }}`,
      `{{ 'x'.ljust(${huge}) }}`,
      `{{ 'x'.zfill(${huge}) }}`,
      `{{ '\t'.expandtabs(${huge}) }}`,
      `{{ 'x' | center(${huge}) }}`,
      `{{ 'x\ny' | indent(${huge}) }}`,
      `{{ [1] | tojson(indent=${huge}) }}`,
      `{{ [1] | batch(${huge}, 0) | list }}`,
      `{{ [1] | slice(${huge}) | list }}`,
      `{{ '%${huge}d' % 1 }}`,
      `{{ '{:${huge}}'.format('x') }}`,
      `{{ '{:${huge}d}'.format(1) }}`,
      `{{ 2 ** ${huge} }}`,
      "{% set ns = namespace(n=3) %}{% for a in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
      "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
      "{% macro f() %}{% for a in range(9) %}{{ f() }}{% endfor %}{% endmacro %}{{ f() }}",
      "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
      `{{ ${"[".repeat(9999)}${"]".repeat(9999)} }}`,
      `{{ ${"(".repeat(9999)}1${")".repeat(9999)} }}`,
      `{{ ${"not ".repeat(9999)}1 }}`,
      `{{ ${"-".repeat(9999)}1 }}`,
      `{{ 1${" + 1".repeat(60_000)} }}`,
      `${"{% if 1 %}".repeat(9999)}${"{% endif %}".repeat(9999)}`,
    ].map((template) => [template.slice(0, 90), template] as const),
  )("%s", (_, template) => {
    expect(spend(template)).toBeInstanceOf(LimitError);
  });

  it("cannot be caught by a filter that forgives what Python raises", () => {
    expect(spend(`{{ ('1' * ${huge}) | int(5) }}`)).toBeInstanceOf(LimitError);
  });

  it("ends when its time is over, however little it has done", () => {
    const template = new Template("{% for a in range(9999) %}{{ a }}{% endfor %}");
    expect(() => template.render({}, meter({ ms: -1 }), now)).toThrow(LimitError);
  });

  // By the square of their lengths these would take minutes: the test's own time limit ends.
  it.each([
    ["blanks before a tag", `${" ".repeat(250_000)}x{{- 1 }}`],
    ["blanks at a line's start", `${" ".repeat(250_000)}x{% if 1 %}{% endif %}`],
    ["tags that are not raw", `{%${" ".repeat(500)}`.repeat(400)],
    ["a text without an end", `{{ '${"\\'".repeat(100_000)}`],
    ["digits", `{{ ${"1_".repeat(100_000)}1 }}`],
    ["a long name", `{{ ${"a".repeat(250_000)} }}`],
    ["braces", "{".repeat(250_000)],
  ])("is read in one go: %s", (_, template) => {
    try {
      new Template(template).render({}, meter(), now);
    } catch (thrown) {
      expect(thrown instanceof JinjaError || thrown instanceof LimitError).toBe(true);
    }
  });

  const blank = " ".repeat(300_000);
  it.each([
    ["strip", "t.strip()"],
    ["rstrip", "t.rstrip()"],
    ["split", "t.split()"],
    ["rsplit", "t.rsplit()"],
    ["rsplit, once", "t.rsplit(none, 1)"],
    ["splitlines", "t.splitlines()"],
    ["title", "t.title()"],
    ["the title filter", "t | title"],
    ["striptags", "('<' ~ t) | striptags"],
    ["striptags, tags that do not end", "t.replace(' ', '<') | striptags"],
    ["striptags, comments that do not end", "(t.replace(' ', '<!--') ~ '>') | striptags"],
    ["float", "(t.replace(' ', '1') ~ 'x') | float"],
    ["wordcount", "t | wordcount"],
  ])("goes through a long text once: %s", (_, expression) => {
    expect(render(`{{ ${expression} }}`, { t: `${blank}a${blank}b` })).toHaveProperty("text");
    expect(render(`{{ ${expression} }}`, { t: blank })).toHaveProperty("text");
  });

  it("looks for the end of a format's key once", () => {
    expect(render("{{ (t.replace(' ', '%(')) % {} }}", { t: blank })).toHaveProperty("error");
  });

  it.each([
    ["in", "s in t"],
    ["find", "t.find(s)"],
    ["rfind", "t.rfind(r)"],
    ["count", "t.count(s)"],
    ["replace", "t.replace(s, '')"],
    ["the replace filter", "t | replace(s, '')"],
    ["split", "t.split(s)"],
    ["rsplit", "t.rsplit(s)"],
    ["partition", "t.partition(s)"],
    ["rpartition", "t.rpartition(r)"],
  ])("counts what a search for a text that is almost everywhere costs: %s", (_, expression) => {
    const [t, s, r] = ["a".repeat(2_000_000), `ab${"a".repeat(200_000)}`, `${"a".repeat(200_000)}b`];
    expect(() => new Template(`{{ ${expression} }}`).render({ t, s, r }, meter(), now)).toThrow(LimitError);
  });
});
