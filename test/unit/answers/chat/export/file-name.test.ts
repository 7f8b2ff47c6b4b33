import { expect, it } from "vitest";
import { fileName } from "../../../../../src-main/answers/chat/export/file-name.ts";

it.each([
  ["a/b\\c: *d*?", "a b c d"],
  ["exe.\u202egpj", "exe.gpj"],
  ["\u2066so\u2069 \u200bmuch\ufeff", "so much"],
  ["\u061c\u00ad", ""],
  [".. hidden", "hidden"],
  ["ends. . ", "ends"],
  ["CON", "CON_"],
  ["con .txt", "con_ .txt"],
  ["nul.tar", "nul_.tar"],
  ["COM1", "COM1_"],
  ["lpt³", "lpt³_"],
  ["CONIN$", "CONIN$_"],
  ["Console", "Console"],
  ["COM10", "COM10"],
  ["x".repeat(79) + " . y", "x".repeat(79)],
  ["🙂".repeat(90), "🙂".repeat(80)],
])("%j is %j", (title, name) => {
  expect(fileName(title)).toBe(name);
});
