import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src-renderer/styles/tokens.css", "utf8");

type Oklab = [number, number, number];

/** The colours of one theme, by token. */
function coloursOf(theme: "dark" | "light"): Map<string, Oklab> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  const found = block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g);
  return new Map(
    [...found].map(([, name = "", l, c, h]) => {
      const angle = (Number(h) * Math.PI) / 180;
      return [name, [Number(l), Number(c) * Math.cos(angle), Number(c) * Math.sin(angle)]];
    }),
  );
}

/** WCAG's relative luminance, by way of linear sRGB (Björn Ottosson's matrices). */
function luminance([lightness, a, b]: Oklab): number {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (channel: number): number => Math.min(1, Math.max(0, channel));
  return (
    0.2126 * clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}

function contrast(one: Oklab, other: Oklab): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const enoughForText = 4.5;
const enoughForParts = 3;
/** Of two fills that touch, with a line between them. */
const enoughForNeighbours = 1.8;

describe.each(["dark", "light"] as const)("the %s theme", (theme) => {
  const colours = coloursOf(theme);
  const colour = (name: string): Oklab => {
    const found = colours.get(name);
    if (!found) throw new Error(`no token --${name}`);
    return found;
  };

  const texts = ["text", "muted", "faint", "accent", "good", "tight", "bad"];
  it.each(texts.flatMap((text) => ["bg", "panel", "raised"].map((ground) => [text, ground] as const)))(
    "has %s readable on %s",
    (text, ground) => {
      expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(enoughForText);
    },
  );

  it.each([
    ["accent-ink", "accent"],
    ["bad-ink", "bad"],
  ])("has %s readable on %s", (ink, ground) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(enoughForText);
  });

  it.each([
    ["weights", "kv"],
    ["kv", "buffers"],
  ])("has %s told from %s beside it without its hue", (one, other) => {
    expect(contrast(colour(one), colour(other))).toBeGreaterThanOrEqual(enoughForNeighbours);
  });

  it.each(["weights", "kv", "buffers", "line-strong"])("has %s visible on the page", (part) => {
    expect(contrast(colour(part), colour("bg"))).toBeGreaterThanOrEqual(enoughForParts);
  });
});
