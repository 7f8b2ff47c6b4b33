import { type Part, ThinkingSplitter } from "./thinking-splitter.ts";

/** An answer and the reasoning before it. */
export interface PartedText {
  thinking: string;
  text: string;
}

/** Gathers the parts of an answer while they come. */
export class PartedAnswer implements PartedText {
  thinking = "";
  text = "";

  add(part: Part, text: string): void {
    this[part] += text;
  }

  recast(): void {
    this.thinking = [this.thinking, this.text.trim()].filter((text) => text !== "").join("\n\n");
    this.text = "";
  }
}

/** What gpt-oss's messages look like without the marks between them. */
const unmarked = /^analysis([\s\S]+?)assistantfinal([\s\S]*)$/;

/**
 * Invisible; after one of our marks it says that everything around it is literal, whatever it looks like. Answers were
 * kept this way before messages had parts.
 */
const ours = "\u2063";
const open = `<think>${ours}\n`;
const close = `\n</think>${ours}\n\n`;

/** Splits an answer that is one text, whichever program wrote its marks. */
export function partText(stored: string): PartedText {
  if (stored.startsWith(open)) {
    const end = stored.indexOf(close, open.length - 1);
    if (end < 0) return { thinking: stored.slice(open.length), text: "" };
    return { thinking: stored.slice(open.length, end), text: stored.slice(end + close.length) };
  }
  const [, thought, said] = unmarked.exec(stored) ?? [];
  if (thought !== undefined && said !== undefined) return { thinking: thought.trim(), text: said };
  const parts = new PartedAnswer();
  const splitter = new ThinkingSplitter(parts);
  splitter.push(stored);
  splitter.end();
  return { thinking: parts.thinking, text: parts.text };
}
