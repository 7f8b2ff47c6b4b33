import type { CompileContext, Extension as FromMarkdown, Token } from "mdast-util-from-markdown";
import type { Code, Construct, Effects, Extension, State, TokenizeContext } from "micromark-util-types";
import type { Processor } from "unified";
import { MAX_TEX_CHARS } from "./limits.ts";

/**
 * Formulas as models write them, beside the `$$` of remark-math: `\( \)`, `\[ \]`, and single dollars. These are money and
 * shell variables more often than not, so they are a formula only by Pandoc's rule (no space inside the dollars, no digit
 * after the second) and ours: no digit or letter before the first ("5$/kg, 6$/kg") unless an index or a power is all of it
 * ("x$_1$", "10$^{-3}$"), and nothing in between that reads as the way from one variable or sum to the next
 * ("$HOME/bin:$PATH", "$5 and 6$", "$5, x$_1$").
 */
declare module "micromark-util-types" {
  interface TokenTypeMap {
    inlineTex: "inlineTex";
    inlineTexChunk: "inlineTexChunk";
  }
}

const dollar = 36;
const backslash = 92;
const openRound = 40;
const closeRound = 41;
const openSquare = 91;
const closeSquare = 93;
const caret = 94;
const underscore = 95;

/** Indices and powers of what stands before the dollar: "_1", "^{-3}", "_{i,j}^2", "^\circ". */
const scripts = /^(?:[_^](?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\d+|[A-Za-z+*-]))+$/;
const maxScripts = 60;

export function mathSyntax(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: Extension[]; fromMarkdownExtensions?: FromMarkdown[] };
  (data.micromarkExtensions ??= []).push({
    text: {
      [dollar]: { name: "inlineTex", tokenize: tokenizeDollar, previous: notDollar } satisfies Construct,
      [backslash]: { name: "inlineTex", tokenize: tokenizeBracket } satisfies Construct,
    },
  });
  (data.fromMarkdownExtensions ??= []).push({ exit: { inlineTex: exitTex } });
}

function exitTex(this: CompileContext, token: Token): undefined {
  const source = this.sliceSerialize(token);
  const size = source.startsWith("$") ? 1 : 2;
  const display = source.startsWith("\\[");
  // The marker that `parse-block` knows a displayed formula by.
  this.enter({ type: "inlineMath", value: source.slice(size, -size).trim(), data: { display } } as never, token);
  this.exit(token);
}

/** As remark-math's own: micromark asks one for all constructs that begin with the same character. */
function notDollar(this: TokenizeContext, code: Code): boolean {
  return code !== dollar || this.events.at(-1)?.[1].type === "characterEscape";
}

/** A dollar right after a word or a number. */
function isGlued({ previous: code }: TokenizeContext): boolean {
  return code !== null && code >= 0 && /[0-9A-Za-z\u00c0-\u024f]/.test(String.fromCharCode(code));
}

const beginsScript = (code: Code): boolean => code === underscore || code === caret;

/** What follows a dollar, where the dollar opens indices of the word before it. */
const scriptsAhead: Construct = {
  partial: true,
  tokenize(effects, ok, nok) {
    let text = "";
    return (code) => {
      effects.enter("inlineTexChunk");
      return inside(code);
    };
    function inside(code: Code): State | undefined {
      if (code === null || isLineEnd(code) || text.length > maxScripts) return nok(code);
      if (code === dollar) {
        effects.exit("inlineTexChunk");
        return scripts.test(text) ? ok(code) : nok(code);
      }
      text += String.fromCharCode(code);
      effects.consume(code);
      return inside;
    }
  },
};

/** Whether what stands between two dollars is two sums or two variables with something in between. */
function isBetweenDollars(content: string, next: Code): boolean {
  // "$5k to 10k$", "$20 for 3$": an amount and words.
  if (/^\d[\d.,]*\s?\p{L}*\s+(?:[\p{L}\s]*\s)?\p{L}{2,}(?:\s|$)/u.test(content) && !content.includes("\\")) return true;
  if (next === null || next < 0) return false;
  const follows = String.fromCharCode(next);
  // "$HOME$PATH", "$HOME/bin:$PATH", "$A/$(date)": the second dollar begins the next variable.
  if (!/[\p{L}_{(]/u.test(follows)) return false;
  return /[/:,;=|&.+-]$/.test(content) || (/[A-Za-z_]/.test(follows) && /^[A-Za-z_]\w+$/.test(content));
}

function tokenizeDollar(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  let chars = 0;
  let before: Code = null;
  let token: Token;
  const glued = isGlued(this);

  const after = (code: Code): State | undefined => {
    if (code === dollar || (code !== null && code >= 48 && code <= 57)) return nok(code);
    const content = this.sliceSerialize({ start: token.start, end: this.now() }).slice(1, -1);
    if (glued ? !scripts.test(content) : isBetweenDollars(content, code)) return nok(code);
    return beginsScript(code) && !isSpace(before) ? effects.check(scriptsAhead, nok, close)(code) : close(code);
  };

  function close(code: Code): State | undefined {
    effects.exit("inlineTexChunk");
    effects.exit("inlineTex");
    return ok(code);
  }

  return (code) => {
    token = effects.enter("inlineTex");
    effects.enter("inlineTexChunk");
    effects.consume(code);
    return first;
  };

  function first(code: Code): State | undefined {
    return isSpace(code) || code === dollar || (glued && !beginsScript(code)) ? nok(code) : inside(code);
  }

  function inside(code: Code): State | undefined {
    if (code === null || (chars += 1) > MAX_TEX_CHARS) return nok(code);
    if (isLineEnd(code)) {
      before = code;
      return lineEnd(effects, code, inside);
    }
    if (code === dollar) {
      if (isSpace(before)) return nok(code);
      effects.consume(code);
      return after;
    }
    before = code;
    effects.consume(code);
    return code === backslash ? escaped : inside;
  }

  function escaped(code: Code): State | undefined {
    if (code !== dollar && code !== backslash) return inside(code);
    before = code;
    effects.consume(code);
    return inside;
  }
}

function tokenizeBracket(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  let chars = 0;
  let closer = closeRound;

  return (code) => {
    effects.enter("inlineTex");
    effects.enter("inlineTexChunk");
    effects.consume(code);
    return opener;
  };

  function opener(code: Code): State | undefined {
    if (code !== openRound && code !== openSquare) return nok(code);
    closer = code === openRound ? closeRound : closeSquare;
    effects.consume(code);
    return inside;
  }

  function inside(code: Code): State | undefined {
    if (code === null || (chars += 1) > MAX_TEX_CHARS) return nok(code);
    if (isLineEnd(code)) return lineEnd(effects, code, inside);
    effects.consume(code);
    return code === backslash ? escaped : inside;
  }

  function escaped(code: Code): State | undefined {
    if (code === closer) {
      effects.consume(code);
      effects.exit("inlineTexChunk");
      effects.exit("inlineTex");
      return ok;
    }
    if (code !== backslash) return inside(code);
    effects.consume(code);
    return inside;
  }
}

/** A line end is a separate token in micromark. */
function lineEnd(effects: Effects, code: Code, next: State): State {
  effects.exit("inlineTexChunk");
  effects.enter("lineEnding");
  effects.consume(code);
  effects.exit("lineEnding");
  effects.enter("inlineTexChunk");
  return next;
}

/** Micromark's codes for line ends and virtual spaces are negative. */
function isLineEnd(code: Code): boolean {
  return code !== null && code <= -3 && code >= -5;
}

function isSpace(code: Code): boolean {
  return code === null || code < 0 || code === 32;
}
