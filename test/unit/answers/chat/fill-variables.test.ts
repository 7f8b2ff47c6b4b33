import fc from "fast-check";
import { expect, it } from "vitest";
import { fillVariables } from "../../../../src-main/answers/chat/fill-variables.ts";

const values = { now: new Date("2026-11-22T23:05:00Z"), model: "Qwen3-4B", timeZone: "Europe/Berlin" };

it.each([
  ["Today is {{date}}, {{weekday}}.", "Today is 2026-11-23, Monday."],
  ["{{ TIME }} {{CURRENT_TIME}} {{current_datetime}}", "00:05 00:05 2026-11-23 00:05"],
  ["You are {{model}} ({{model_name}}) in {{timezone}}.", "You are Qwen3-4B (Qwen3-4B) in Europe/Berlin."],
  ["{{user}} {date} {{}} {{ da te }} {{date", "{{user}} {date} {{}} {{ da te }} {{date"],
])("fills in what it knows: %s", (text, filled) => {
  expect(fillVariables(text, values)).toBe(filled);
});

it("fills nothing in what it has filled in", () => {
  expect(fillVariables("{{model}}", { ...values, model: "{{date}}" })).toBe("{{date}}");
});

it("leaves every text without braces as it is", () => {
  fc.assert(
    fc.property(fc.string(), (text) => fillVariables(text.replaceAll("{", ""), values) === text.replaceAll("{", "")),
  );
});
