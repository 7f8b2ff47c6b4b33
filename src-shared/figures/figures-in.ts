import { formatBytes, formatBytesApart, formatBytesPair } from "./bytes.ts";
import { formatContext, formatContextsApart } from "./contexts.ts";
import { formatCount, formatKept, formatParameters, formatPercent, formatPercentOff } from "./counts.ts";
import { formatAgo, formatDuration, formatWait } from "./durations.ts";
import { lazy } from "./lazy.ts";
import { formatNumber } from "./locale.ts";
import {
  formatMemory,
  formatMemoryApart,
  formatMemoryPair,
  formatMemorySize,
  memoryAddingUp,
} from "./memory-amounts.ts";
import { parseNumber } from "./parse-number.ts";
import { formatSpeed, formatSpeedBounds, formatSpeedShort, pagesOf, speedFigure, wordSpeedFigure } from "./speeds.ts";

type Range = readonly [number, number];

/** The formatters of one locale: who has these cannot forget it. */
export function figuresIn(locale: string) {
  const dates = lazy(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium" }));
  const times = lazy(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }));
  const months = lazy(() => new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }));
  return {
    /** With from `least` to `most` digits after the point. */
    number: (value: number, least: number, most = least) => formatNumber(value, locale, least, most),
    /** NaN where it is not a number. */
    parse: (text: string) => parseNumber(text, locale),
    /** Files, downloads, disks and what is read a second: units of 1,000. */
    bytes: (bytes: number) => formatBytes(bytes, locale),
    bytesApart: (a: number, b: number) => formatBytesApart(a, b, locale),
    bytesPair: (part: number, total: number) => formatBytesPair(part, total, locale),
    /** Memory: units of 1,024. */
    memory: (bytes: number) => formatMemory(bytes, locale),
    memorySize: (bytes: number) => formatMemorySize(bytes, locale),
    memoryApart: (a: number, b: number) => formatMemoryApart(a, b, locale),
    memoryPair: (part: number, total: number) => formatMemoryPair(part, total, locale),
    memoryAddingUp: (parts: readonly number[], total: number) => memoryAddingUp(parts, total, locale),
    context: (tokens: number) => formatContext(tokens, locale),
    contextsApart: (a: number, b: number) => formatContextsApart(a, b, locale),
    /** A KL divergence in nats or what it may be off by: small ones with one digit more. */
    divergence: (nats: number) => formatNumber(nats, locale, nats === 0 || nats >= 1 ? 1 : 4, nats < 0.01 ? 5 : 4),
    count: (count: number) => formatCount(count, locale),
    parameters: (count: number) => formatParameters(count, locale),
    percent: (share: number) => formatPercent(share, locale),
    percentOff: (share: number) => formatPercentOff(share, locale),
    ago: (then: number, now: number) => formatAgo(then, now, locale),
    /** "Nov 27, 2026"; milliseconds since 1970. */
    date: (time: number) => dates().format(time),
    /** "November 2026". */
    month: (time: number) => months().format(time),
    /** "Nov 27, 2026, 9:05 AM". */
    dateTime: (time: number) => times().format(time),
    duration: formatDuration,
    wait: (milliseconds: number) => formatWait(milliseconds, locale),
    speed: (range: Range) => formatSpeed(range, locale),
    speedBounds: (range: Range) => formatSpeedBounds(range, locale),
    speedShort: (range: Range) => formatSpeedShort(range, locale),
    /** Tokens a second, as words. */
    wordSpeedFigure: (tokensPerSecond: number) => wordSpeedFigure(tokensPerSecond, locale),
    kept: (share: number) => formatKept(share, locale),
    pages: (tokens: number) => pagesOf(tokens, locale),
    speedFigure: (tokensPerSecond: number) => speedFigure(tokensPerSecond, locale),
  };
}

export type Figures = ReturnType<typeof figuresIn>;
