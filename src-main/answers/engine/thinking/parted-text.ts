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

/** What gpt-oss's messages look like where the marks between them were lost. */
const unmarked = /^analysis([\s\S]+?)assistantfinal([\s\S]*)$/;

/** Invisible; after a mark of ours it tells that everything around is as it is, whatever it looks like. So it was kept before messages had parts. */
const ours = "\u2063";
const open = `<think>${ours}\n`;
const close = `\n</think>${ours}\n\n`;

/** Takes an answer that is one text apart, whoever wrote its marks. */
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
