import { openTag, pairs, usual } from "./marks.ts";

/** What a prompt has begun and left to the model to go on with. */
export interface Opening {
  mode: "thinking" | "header" | "text";
  /** The mark that ends it; "" in a framed message. */
  close: string;
  /** The model writes messages with headers, as gpt-oss does. */
  framed: boolean;
  /** Some of it has been said: what comes goes on with that. */
  goesOn?: true;
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

/** Of a prompt that ends in the middle of an answer: what has been said of that, as it stands in the prompt. */
export function openingWithin(prompt: string, { text, thinking }: { text: string; thinking: string }): Opening {
  const said = (text === "" ? thinking : text).trimStart();
  const before = openingOf(prompt.slice(0, Math.max(0, prompt.length - said.length)));
  const framed = before?.framed ?? false;
  if (text !== "") return { mode: "text", close: "", framed, goesOn: true };
  return { mode: "thinking", close: before?.mode === "thinking" ? before.close : usual.close, framed, goesOn: true };
}
