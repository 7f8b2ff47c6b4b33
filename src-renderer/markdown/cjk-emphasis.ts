import { attention } from "micromark-core-commonmark";
import { classifyCharacter } from "micromark-util-classify-character";
import type { Code, Construct, Effects, Extension, State, TokenizeContext } from "micromark-util-types";
import type { Processor } from "unified";

/**
 * Emphasis in scripts without spaces between words. CommonMark distinguishes an opening `**` from a closing one by the
 * spaces and the punctuation around it, so `含**「重点」**内容` stays as it is. Here, as in the "CJK-friendly" amendment to
 * CommonMark: beside a character of such a script punctuation decides nothing, and full-width punctuation is a
 * character like any other.
 */
export function cjkEmphasis(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: Extension[] };
  (data.micromarkExtensions ??= []).push({ text: { [asterisk]: construct, [underscore]: construct } });
}

const asterisk = 42;
const underscore = 95;
/** As `classifyCharacter` has them. */
const word = undefined;
const space = 1;
const punctuation = 2;

const construct: Construct = { name: "attention", tokenize, resolveAll: attention.resolveAll };

/** Scripts that are written without spaces, Korean (whose particles follow a word at once), and full-width forms. */
const dense =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\u30fb\u30fc\ufe30-\ufe4f\uff00-\uffef]/u;

/** As micromark's own, but for what stands next to a character of `dense`. */
function tokenize(this: TokenizeContext, effects: Effects, ok: State): State {
  const markers = this.parser.constructs.attentionMarkers.null ?? [];
  const { previous } = this;
  let marker: Code = null;
  return start;

  function start(code: Code): State | undefined {
    marker = code;
    effects.enter("attentionSequence");
    return inside(code);
  }

  function inside(code: Code): State | undefined {
    if (code === marker) {
      effects.consume(code);
      return inside;
    }
    const token = effects.exit("attentionSequence");
    const before = kindOf(previous);
    const after = kindOf(code);
    const opens =
      after === word || (after === punctuation && (before !== word || isDense(previous))) || isOther(code, markers);
    const closes =
      before === word || (before === punctuation && (after !== word || isDense(code))) || isOther(previous, markers);
    token._open = marker === asterisk ? opens : opens && (before !== word || !closes);
    token._close = marker === asterisk ? closes : closes && (after !== word || !opens);
    return ok(code);
  }
}

function kindOf(code: Code): typeof word | typeof space | typeof punctuation {
  const kind = classifyCharacter(code);
  if (kind === space) return space;
  return kind === punctuation && !isDense(code) ? punctuation : word;
}

function isDense(code: Code): boolean {
  return code !== null && code > 0x7f && dense.test(String.fromCharCode(code));
}

/** A marker that another construct has brought, the tilde of struck text for one. */
function isOther(code: Code, markers: readonly Code[]): boolean {
  return code !== asterisk && code !== underscore && markers.includes(code);
}
