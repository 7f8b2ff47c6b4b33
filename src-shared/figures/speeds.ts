import type { Speed } from "../contract/index.ts";
import { formatCount } from "./counts.ts";
import { english, formatNumber } from "./locale.ts";

/** The middle of a range of speeds: the geometric one, because speeds spread by factors. */
export function typicalOf([low, high]: readonly [number, number]): number {
  return Math.sqrt(low * high);
}

/** A token is about three quarters of an English word, and somewhat more than half a German one. */
export function wordsPerToken(locale = english): number {
  return locale.startsWith("de") ? 0.55 : 0.75;
}

/** "4.5", "12": tokens a second as words a second, of what is told of them: two that look the same are judged the same. */
export function wordSpeedFigure(tokensPerSecond: number, locale = english): string {
  return speedFigure(toldSpeed(tokensPerSecond) * wordsPerToken(locale), locale);
}

const wordsPerPage = 500;

/** How many printed pages a context of so many tokens holds: 12 of 8,192. At least one. */
export function pagesOf(tokens: number, locale = english): number {
  return Math.max(1, Math.round((tokens * wordsPerToken(locale)) / wordsPerPage));
}

/** Of a conversation that has just begun. */
export function typicalSpeed({ tokensPerSecond }: Speed): number {
  return typicalOf(tokensPerSecond);
}

/** Once the whole context is in use. */
export function typicalFullSpeed({ fullContextTokensPerSecond }: Speed): number {
  return typicalOf(fullContextTokensPerSecond);
}

/** A full context that costs less of the speed than this is not worth words. */
const noticedSlowdown = 0.75;

/** Whether a conversation that fills the context is noticeably slower than one that begins. */
export function slowsWhenFull(speed: Speed): boolean {
  return typicalFullSpeed(speed) < noticedSlowdown * typicalSpeed(speed);
}

/** "~11 tok/s" from a range. */
export function formatSpeed(range: readonly [number, number], locale = english): string {
  const middle = typicalOf(range);
  return `~${middle < 9.95 ? formatNumber(middle, locale, 1) : formatCount(middle, locale)} tok/s`;
}

/** The ends of a range, alike where they are written alike: "9" and "13". */
export function formatSpeedBounds([low, high]: readonly [number, number], locale = english): [string, string] {
  const digits = high < 9.95 ? 1 : 0;
  return [formatNumber(low, locale, digits), formatNumber(high, locale, digits)];
}

/** "9–13 tok/s": the range itself, where there is room for it. */
export function formatSpeedShort(range: readonly [number, number], locale = english): string {
  const [low, high] = formatSpeedBounds(range, locale);
  return low === high ? `~${low} tok/s` : `${low}–${high} tok/s`;
}

/** A speed as it is shown: to a tenth up to ten, else whole. Two that look the same must be judged the same. */
export function toldSpeed(tokensPerSecond: number): number {
  return tokensPerSecond >= 9.95 ? Math.round(tokensPerSecond) : Math.round(tokensPerSecond * 10) / 10;
}

/** "4.9", "12": one speed in a sentence. */
export function speedFigure(tokensPerSecond: number, locale = english): string {
  const told = toldSpeed(tokensPerSecond);
  return tokensPerSecond >= 9.95 ? String(told) : formatNumber(told, locale, 1);
}
