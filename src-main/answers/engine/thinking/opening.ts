import { openTag, pairs } from "./marks.ts";

/** What a prompt has begun and left to the model to go on with. */
export interface Opening {
  mode: "thinking" | "header" | "text";
  /** The mark that ends it; "" in a framed message. */
  close: string;
  /** The model writes messages with headers, as gpt-oss does. */
  framed: boolean;
}

const maxTail = 200;

/** Null when the answer begins where the prompt ends. */
export function openingOf(prompt: string): Opening | null {
  const tail = prompt.slice(-maxTail).trimEnd();
  const pair = pairs.find(({ open }) => tail.endsWith(open));
  if (pair !== undefined) return { mode: "thinking", close: pair.close, framed: false };
  const tag = openTag.exec(tail.slice(tail.lastIndexOf("<")));
  if (tag?.[1] !== undefined && tail.endsWith(tag[0]))
    return { mode: "thinking", close: `</${tag[1]}>`, framed: false };
  if (/<\|(?:start|begin)\|>assistant$/.test(tail)) return { mode: "header", close: "", framed: true };
  if (/<\|channel\|>analysis<\|message\|>$|<\|begin\|>assistant<\|think\|>$/.test(tail)) {
    return { mode: "thinking", close: "", framed: true };
  }
  if (/<\|channel\|>final<\|message\|>$|<\|begin\|>assistant<\|content\|>$/.test(tail)) {
    return { mode: "text", close: "", framed: true };
  }
  return null;
}
