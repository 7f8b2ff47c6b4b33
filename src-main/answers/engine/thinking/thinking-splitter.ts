import { isInCode } from "./is-in-code.ts";
import {
  type Marks,
  closeTag,
  endsAnswerAfter,
  frame,
  frameMarks,
  openTag,
  pairs,
  partOfTag,
  tagWrappers,
  wrappers,
} from "./marks.ts";
import type { Opening } from "./opening.ts";

export type Part = "thinking" | "text";

export interface PartSink {
  add(part: Part, text: string): void;
  /** All that came as text was thinking: only its closing mark has shown that. */
  recast(): void;
}

/** What is being written. */
export interface Place {
  mode: Mode;
  /** In messages with headers. */
  framed: boolean;
  /** The reasoning is over. */
  hadThinking: boolean;
}

type Mode =
  /** Nothing shown yet, or reasoning has just ended: what comes next may be a mark. */
  | "start"
  | "thinking"
  | "text"
  /** Of a framed message. */
  | "header";

/**
 * Closing marks that come without an opening one are interpreted this many times; after that they are taken for the
 * answer's subject.
 */
const maxOrphans = 20;
/** Headers are some words; what one says is looked for at each body. */
const maxHeader = 1000;
const orphans = pairs.map(({ close }) => close).filter((close) => close !== "<channel|>" && close !== "<unused95>");
const openings = pairs.map(({ open }) => open);
const isControlMark = new Set(frameMarks);

/**
 * Takes reasoning out of what a model writes, mark by mark, as it comes: however the text is cut into pieces, the parts are
 * the same. Text in front of the answer can be a mark; later only a control token is one, since an answer may be about marks.
 */
export class ThinkingSplitter {
  readonly #sink: PartSink;
  #mode: Mode = "start";
  #buffer = "";
  #close = "";
  #wrapperClose = "";
  #framed = false;
  /** Of a framed message: then the same in its text is what it is about. */
  #marksAreTokens = false;
  #header = "";
  #hadThinking = false;
  /** White space of the reasoning that only counts when more of it follows. */
  #blank = "";
  #saidThinking = false;
  #saidText = false;
  #saidInSection = false;
  #text = "";
  #orphansLeft = maxOrphans;

  constructor(sink: PartSink, opening: Opening | null = null) {
    this.#sink = sink;
    if (opening === null) return;
    this.#framed = opening.framed;
    if (opening.mode === "thinking") this.#think(opening.close);
    else this.#mode = opening.mode;
    if (opening.goesOn === true) this.#goOn();
  }

  /** What looks like a mark in the middle of an answer is what that is about. */
  #goOn(): void {
    const isThinking = this.#mode === "thinking";
    this.#saidInSection = isThinking;
    this.#saidThinking = isThinking;
    this.#saidText = !isThinking;
    this.#hadThinking = !isThinking;
  }

  /** Text of the model's. */
  push(text: string): void {
    this.#buffer += text;
    this.#work(false);
  }

  /** A control token, by its text. */
  mark(text: string): void {
    if (isControlMark.has(text) && (this.#framed || (frame.begins as readonly string[]).includes(text))) {
      this.#work(true);
      this.#marksAreTokens = true;
      this.#frame(text);
      return;
    }
    if (this.#mode !== "text" && this.#goesOnToMark(this.#buffer + text)) {
      this.push(text);
      return;
    }
    this.#work(true);
    if (text === this.#wrapperClose) this.#wrapperClose = "";
    else if (!this.#takeOpening(text)) this.#takeOrphan(text);
  }

  /** Whether a token of this text ends reasoning, and so not the whole answer. */
  endsThinking(mark: string): boolean {
    if (this.#mode !== "thinking") return false;
    return this.#framed ? (frame.ends as readonly string[]).includes(mark) : this.#close.startsWith(mark);
  }

  /** The mark that would end the reasoning that is being written; "" in a framed message, null where there is none. */
  get thinkingClose(): string | null {
    if (this.#mode !== "thinking") return null;
    return this.#framed ? "" : this.#close;
  }

  get place(): Place {
    return { mode: this.#mode, framed: this.#framed, hadThinking: this.#hadThinking };
  }

  /** The answer is over: what was held back is what it looked like. */
  end(): void {
    this.#work(true);
  }

  #work(isLast: boolean): void {
    while (this.#buffer !== "" && this.#step(isLast));
  }

  /** Takes something from the buffer; false when more must come first. */
  #step(isLast: boolean): boolean {
    if (this.#framed) return this.#stepFramed(isLast);
    switch (this.#mode) {
      case "start":
        return this.#stepStart(isLast);
      case "thinking":
        return this.#stepThinking(isLast);
      default:
        return this.#stepText(isLast);
    }
  }

  #stepStart(isLast: boolean): boolean {
    const begun = this.#buffer.trimStart();
    if (begun === "" && !isLast) return false;
    for (const mark of frame.begins) {
      if (!begun.startsWith(mark)) continue;
      this.#framed = true;
      this.#buffer = begun;
      return true;
    }
    const opened = matchOpening(begun, this.#hadThinking);
    if (opened !== null) {
      this.#buffer = begun.slice(opened.open.length);
      if (opened.kind === "thinking") this.#think(opened.close);
      else this.#wrapperClose = opened.close;
      return true;
    }
    const close = matchClose(begun);
    if (close !== null && !this.#hadThinking) {
      this.#buffer = begun.slice(close.length);
      this.#hadThinking = true;
      return true;
    }
    if (!isLast && this.#mayBecomeMark(begun)) return false;
    if (this.#hadThinking || this.#wrapperClose !== "") this.#buffer = begun;
    this.#mode = "text";
    return true;
  }

  #stepThinking(isLast: boolean): boolean {
    const at = this.#buffer.indexOf(this.#close);
    if (at >= 0) {
      this.#addThinking(this.#buffer.slice(0, at));
      this.#buffer = this.#buffer.slice(at + this.#close.length);
      this.#wrapperClose = endsAnswerAfter[this.#close] ?? this.#wrapperClose;
      this.#endThinking();
      return true;
    }
    const held = isLast ? 0 : overlap(this.#buffer, this.#close);
    this.#addThinking(this.#buffer.slice(0, this.#buffer.length - held));
    this.#buffer = this.#buffer.slice(this.#buffer.length - held);
    return false;
  }

  #stepText(isLast: boolean): boolean {
    const end = this.#wrapperClose === "" ? -1 : this.#buffer.indexOf(this.#wrapperClose);
    if (end >= 0) {
      this.#addText(this.#buffer.slice(0, end).trimEnd());
      this.#buffer = this.#buffer.slice(end + this.#wrapperClose.length);
      this.#wrapperClose = "";
      return true;
    }
    if (this.#mayBeOrphaned()) {
      const found = findOrphan(this.#buffer);
      if (found !== null) {
        // What follows decides, and may not have come yet.
        if (!isLast && /^[ \t\r]*$/.test(this.#buffer.slice(found.end))) return this.#show(found.at);
        return this.#meetOrphan(found);
      }
    }
    this.#show(isLast ? this.#buffer.length : this.#buffer.length - this.#heldInText());
    return false;
  }

  #show(length: number): false {
    this.#addText(this.#buffer.slice(0, length));
    this.#buffer = this.#buffer.slice(length);
    return false;
  }

  #mayBeOrphaned(): boolean {
    return !this.#hadThinking && this.#orphansLeft > 0;
  }

  #heldInText(): number {
    const wrapper = this.#wrapperClose === "" ? 0 : heldBefore(this.#buffer, this.#wrapperClose);
    if (!this.#mayBeOrphaned()) return wrapper;
    const tag = this.#buffer.lastIndexOf("<");
    const tagHeld = tag >= 0 && partOfTag.test(this.#buffer.slice(tag)) ? this.#buffer.length - tag : 0;
    return Math.max(wrapper, tagHeld, ...orphans.map((close) => overlap(this.#buffer, close)));
  }

  /** A closing mark with no opening one: what came before was reasoning, unless the text only speaks of it. */
  #meetOrphan({ at, end }: { at: number; end: number }): boolean {
    const before = this.#text + this.#buffer.slice(0, at);
    const after = this.#buffer.slice(end);
    this.#orphansLeft--;
    if (endsReasoning(before, after) && !hasOpening(before) && !isInCode(before)) {
      this.#addText(this.#buffer.slice(0, at).trimEnd());
      this.#buffer = after;
      this.#recast();
      return true;
    }
    this.#addText(this.#buffer.slice(0, end));
    this.#buffer = after;
    return true;
  }

  #recast(): void {
    this.#saidThinking = this.#text.trim() !== "";
    this.#text = "";
    this.#sink.recast();
    this.#endThinking();
  }

  #takeOpening(text: string): boolean {
    const opened = matchOpening(text, true);
    if (opened?.open !== text) return false;
    // What opens inside of reasoning is a part of it, and ends before it does.
    if (opened.kind === "thinking" && this.#mode === "thinking" && this.#saidInSection) return true;
    if (opened.kind === "thinking") this.#think(opened.close);
    else this.#wrapperClose = opened.close;
    return true;
  }

  #takeOrphan(text: string): void {
    if (matchClose(text) !== text || this.#hadThinking) return;
    if (this.#mode === "text") this.#recast();
    else if (this.#mode === "start") this.#hadThinking = true;
  }

  /** Whether a control token is a mark, or part of one that is made of several. */
  #goesOnToMark(text: string): boolean {
    if (this.#mode === "thinking") return text.endsWith(this.#close) || overlap(text, this.#close) === text.length;
    const begun = text.trimStart();
    return matchOpening(begun, this.#hadThinking) !== null || this.#mayBecomeMark(begun);
  }

  #mayBecomeMark(begun: string): boolean {
    const all = this.#hadThinking ? [...knownStarts, ...tagWrappers.map(({ open }) => open)] : knownStarts;
    return partOfTag.test(begun) || all.some((mark) => mark.length > begun.length && mark.startsWith(begun));
  }

  #think(close: string): void {
    this.#mode = "thinking";
    this.#close = close;
    this.#saidInSection = false;
    this.#blank = "";
  }

  #endThinking(): void {
    this.#mode = "start";
    this.#hadThinking = true;
    this.#blank = "";
  }

  #addThinking(text: string): void {
    const all = this.#blank + text;
    const shown = all.trimEnd();
    const begun = this.#saidInSection ? shown : shown.trimStart();
    this.#blank = this.#saidInSection || begun !== "" ? all.slice(shown.length) : "";
    if (begun === "") return;
    const gap = this.#saidThinking && !this.#saidInSection ? "\n\n" : "";
    this.#saidInSection = true;
    this.#saidThinking = true;
    this.#sink.add("thinking", gap + begun);
  }

  #addText(text: string): void {
    if (text === "") return;
    this.#saidText = true;
    this.#text += this.#mayBeOrphaned() ? text : "";
    this.#sink.add("text", text);
  }

  #stepFramed(isLast: boolean): boolean {
    const found = this.#marksAreTokens ? null : firstOf(this.#buffer, anyFrameMark);
    if (found !== null) {
      this.#addFramed(this.#buffer.slice(0, found.at));
      this.#buffer = this.#buffer.slice(found.end);
      this.#frame(found.mark);
      return true;
    }
    const held =
      isLast || this.#marksAreTokens ? 0 : Math.max(0, ...frameMarks.map((mark) => overlap(this.#buffer, mark)));
    this.#addFramed(this.#buffer.slice(0, this.#buffer.length - held));
    this.#buffer = this.#buffer.slice(this.#buffer.length - held);
    return false;
  }

  #addFramed(text: string): void {
    if (this.#mode === "header") this.#header = (this.#header + text).slice(0, maxHeader);
    else if (this.#mode === "thinking") this.#addThinking(text);
    else if (this.#mode === "text") this.#addText(text);
    else if (text.trim() !== "") {
      // White space between messages may have come, and gone, before.
      this.#mode = "text";
      this.#addText(text.trimStart());
    }
  }

  #frame(mark: string): void {
    if ((frame.begins as readonly string[]).includes(mark)) {
      this.#framed = true;
      if (this.#mode !== "header") this.#header = "";
      this.#mode = "header";
    } else if (mark === frame.thinkingBody) this.#think("");
    else if ((frame.bodies as readonly string[]).includes(mark)) {
      if (/analysis|to=/.test(this.#header) && !this.#header.includes("to=user")) this.#think("");
      else {
        this.#mode = "text";
        if (this.#saidText) this.#addText("\n\n");
      }
    } else if (this.#mode === "thinking") this.#endThinking();
    else this.#mode = "start";
  }
}

const knownStarts: readonly string[] = [...openings, ...wrappers.map(({ open }) => open), ...frame.begins, ...orphans];

function matchOpening(text: string, afterThinking: boolean): (Marks & { kind: "thinking" | "wrapper" }) | null {
  const tag = openTag.exec(text);
  if (tag?.[1] !== undefined) return { kind: "thinking", open: tag[0], close: `</${tag[1]}>` };
  const pair = pairs.find(({ open }) => text.startsWith(open));
  if (pair !== undefined) return { kind: "thinking", ...pair };
  const known = afterThinking ? [...wrappers, ...tagWrappers] : wrappers;
  const wrapper = known.find(({ open }) => text.startsWith(open));
  return wrapper === undefined ? null : { kind: "wrapper", ...wrapper };
}

/** The closing mark that the text begins with. */
function matchClose(text: string): string | null {
  const tag = closeTag.exec(text);
  if (tag?.index === 0) return tag[0];
  return orphans.find((close) => text.startsWith(close)) ?? null;
}

function findOrphan(text: string): { at: number; end: number } | null {
  const tag = closeTag.exec(text);
  const mark = firstOf(text, anyOrphan);
  if (tag === null) return mark;
  const found = { at: tag.index, end: tag.index + tag[0].length };
  return mark === null || found.at < mark.at ? found : mark;
}

/** In a sentence about it there are blanks on both sides. */
function endsReasoning(before: string, after: string): boolean {
  return !/[ \t]$/.test(before) || /^[ \t]*(?:\r?\n|$)/.test(after);
}

const anyOpenTag = new RegExp(openTag.source.slice(1), "i");

function hasOpening(text: string): boolean {
  return anyOpenTag.test(text) || openings.some((open) => text.includes(open));
}

/** Of any of these; of two at one place the one that is named first. */
const anyOf = (marks: readonly string[]): RegExp =>
  new RegExp(marks.map((mark) => mark.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"));
const anyFrameMark = anyOf(frameMarks);
const anyOrphan = anyOf(orphans);

/** In one search: one for each mark would go through the whole text again for those that are not in it. */
function firstOf(text: string, marks: RegExp): { at: number; end: number; mark: string } | null {
  const found = marks.exec(text);
  return found && { at: found.index, end: found.index + found[0].length, mark: found[0] };
}

/** How many characters at the end of `text` begin `mark`. */
function overlap(text: string, mark: string): number {
  for (let length = Math.min(text.length, mark.length - 1); length > 0; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

/** As `overlap`, with the white space that would be dropped before it. */
function heldBefore(text: string, mark: string): number {
  const held = overlap(text, mark);
  const before = text.slice(0, text.length - held);
  return held + before.length - before.trimEnd().length;
}
