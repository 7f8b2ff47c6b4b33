import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Opening,
  PartedAnswer,
  ThinkingSplitter,
  openingOf,
  partText,
} from "../../../../src-main/answers/engine/thinking/index.ts";
import { keptAsOneText } from "../../../fixtures/kept-as-one-text.ts";

/** A string is text, a list a control token. */
type Piece = string | [string];

function split(pieces: readonly Piece[], opening: Opening | null = null): { thinking: string; text: string } {
  const parts = new PartedAnswer();
  const splitter = new ThinkingSplitter(parts, opening);
  for (const piece of pieces) {
    if (typeof piece === "string") splitter.push(piece);
    else splitter.mark(piece[0]);
  }
  splitter.end();
  return { thinking: parts.thinking, text: parts.text };
}

const said = { thinking: "The user greets. I greet back.", text: "Hello! How can I help?" };

describe("reasoning in text", () => {
  it.each([
    ["<think>\nThe user greets. I greet back.\n</think>\n\nHello! How can I help?"],
    ["\n<think>The user greets. I greet back.</think>Hello! How can I help?"],
    ["<thinking>The user greets. I greet back.</thinking>\nHello! How can I help?"],
    ["<thought>\nThe user greets. I greet back.\n</thought>\nHello! How can I help?"],
    ["<reasoning>\nThe user greets. I greet back.\n</reasoning>\n\nHello! How can I help?"],
    ["<seed:think>The user greets. I greet back.</seed:think>Hello! How can I help?"],
    ["<mm:think>The user greets. I greet back.</mm:think>Hello! How can I help?"],
    ["<think:opensource>The user greets. I greet back.</think:opensource>Hello! How can I help?"],
    ["[THINK]The user greets. I greet back.[/THINK]Hello! How can I help?"],
    [
      "<|START_THINKING|>The user greets. I greet back.<|END_THINKING|><|START_RESPONSE|>Hello! How can I help?<|END_RESPONSE|>",
    ],
    [
      "<|START_THINKING|>The user greets. I greet back.<|END_THINKING|><|START_TEXT|>Hello! How can I help?<|END_TEXT|>",
    ],
    ["<|channel>thought\nThe user greets. I greet back.\n<channel|>Hello! How can I help?"],
    ["<|inner_prefix|>The user greets. I greet back.<|inner_suffix|>Hello! How can I help?"],
    [
      "<|begin_of_thought|>\n\nThe user greets. I greet back.\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\nHello! How can I help?\n\n<|end_of_solution|>",
    ],
    ["◁think▷The user greets. I greet back.◁/think▷Hello! How can I help?"],
    [
      "<|open|>think<|sep|>The user greets. I greet back.<|close|>think<|sep|><|open|>response<|sep|>Hello! How can I help?<|close|>response<|sep|>",
    ],
    [
      "Here are my reasoning steps:\nThe user greets. I greet back.\n[BEGIN FINAL RESPONSE]\nHello! How can I help?\n[END FINAL RESPONSE]",
    ],
    ["<think>The user greets. I greet back.</think>\n<answer>\nHello! How can I help?\n</answer>"],
    ["<think>The user greets. I greet back.</think>\n<response>Hello! How can I help?</response>"],
    [
      "<|channel|>analysis<|message|>The user greets. I greet back.<|end|><|start|>assistant<|channel|>final<|message|>Hello! How can I help?",
    ],
    [
      "<|channel|>analysis<|message|>The user greets. I greet back.<|end|><|start|>assistant<|channel|>final<|message|>Hello! How can I help?<|return|>",
    ],
    ["analysisThe user greets. I greet back.assistantfinalHello! How can I help?"],
    ["The user greets. I greet back.\n</think>\n\nHello! How can I help?"],
    ["The user greets. I greet back.</think>Hello! How can I help?"],
    ["The user greets. I greet back. </think>\nHello! How can I help?"],
    ["The user greets. I greet back.[/THINK]Hello! How can I help?"],
  ])("%s", (text) => {
    expect(partText(text)).toEqual(said);
  });

  it.each([
    ["Hello <think>x</think> there"],
    ["Hello\n<think>x</think>\nthere"],
    ["It writes:\n```\n<think>hm</think>\n```\nand goes on."],
    ["It ends with\n```\n</think>\n```\nand goes on."],
    ["~~~\nreasoning</think>answer\n~~~"],
    ["Its reasoning ends with `</think>`."],
    ["Its reasoning ends with `</think>`\nand goes on"],
    ["There is a </think> in between, and a [/THINK] too"],
    ["<div>thinking</div>"],
    ["<thinker>x</thinker>"],
    ["<answer>42</answer>"],
    ["<output>42</output> is what the element holds"],
    ["<reflections>x</reflections>"],
    ["a < b and </b>"],
    ["  indented"],
    ["analysis of the final"],
    ["Here are my reasons"],
    ["<"],
    [""],
    ["   "],
  ])("leaves an answer that is about marks as it is: %s", (text) => {
    expect(partText(text)).toEqual({ thinking: "", text });
  });

  it("takes all that goes before the answer, and what never ended", () => {
    expect(partText("<think>a</think>\n<think>b</think>\nHello")).toEqual({ thinking: "a\n\nb", text: "Hello" });
    expect(partText("<think>\nhm (stopped)")).toEqual({ thinking: "hm (stopped)", text: "" });
    expect(partText("<think>\n\n</think>\n\nHello")).toEqual({ thinking: "", text: "Hello" });
    expect(partText("</think>\n\nHello")).toEqual({ thinking: "", text: "Hello" });
  });

  it("takes what Reflection Llama writes, inside of its reasoning and after it", () => {
    const inside = "The user greets.\n<reflection>\nNot only.\n</reflection>\nI greet back.";
    expect(partText(`<thinking>\n${inside}\n</thinking>\n\n<output>\n${said.text}\n</output>`)).toEqual({
      thinking: inside,
      text: said.text,
    });
    expect(
      partText(
        `<thinking>\nThe user greets.\n</thinking>\n<reflection>\nI greet back.\n</reflection>\n<output>${said.text}</output>`,
      ),
    ).toEqual({ thinking: "The user greets.\n\nI greet back.", text: said.text });
  });

  it("ends an opened mark with its own closing one", () => {
    expect(partText("<seed:think>In it </think> is text.</seed:think>Hello")).toEqual({
      thinking: "In it </think> is text.",
      text: "Hello",
    });
  });
});

describe("reasoning between control tokens", () => {
  it.each<[string, Piece[], string]>([
    [
      "gpt-oss",
      [
        ["<|channel|>"],
        "analysis",
        ["<|message|>"],
        said.thinking,
        ["<|end|>"],
        ["<|start|>"],
        "assistant",
        ["<|channel|>"],
        "final",
        ["<|message|>"],
        said.text,
      ],
      "<|start|>assistant",
    ],
    [
      "gpt-oss, in analysis",
      [said.thinking, ["<|end|>"], ["<|start|>"], "assistant", ["<|channel|>"], "final", ["<|message|>"], said.text],
      "<|start|>assistant<|channel|>analysis<|message|>",
    ],
    [
      "muse",
      [
        " to=self",
        ["<|message|>"],
        said.thinking,
        ["<|eom|>"],
        ["<|start|>"],
        "assistant to=user",
        ["<|message|>"],
        said.text,
      ],
      "<|start|>assistant",
    ],
    [
      "Solar",
      [["<|think|>"], said.thinking, ["<|end|>"], ["<|begin|>"], "assistant", ["<|content|>"], said.text],
      "<|begin|>assistant",
    ],
    [
      "Reflection Llama",
      [
        ["<thinking>"],
        "The user greets.",
        ["<reflection>"],
        " I greet",
        ["</reflection>"],
        " back.",
        ["</thinking>"],
        said.text,
      ],
      "assistant<|end_header_id|>\n\n",
    ],
    ["Gemma 4", [["<|channel>"], "thought\n", said.thinking, ["<channel|>"], said.text], "<|turn>model\n"],
    ["Magistral", [["[THINK]"], said.thinking, ["[/THINK]"], said.text], "[/INST]"],
    ["Seed", [["<seed:think>"], said.thinking, ["</seed:think>"], said.text], "assistant\n"],
    [
      "Command",
      [
        ["<|START_THINKING|>"],
        said.thinking,
        ["<|END_THINKING|>"],
        ["<|START_RESPONSE|>"],
        said.text,
        ["<|END_RESPONSE|>"],
      ],
      "<|START_THINKING|><|END_THINKING|>",
    ],
    [
      "Kimi K3",
      [said.thinking, ["<|close|>"], "think", ["<|sep|>"], ["<|open|>"], "response", ["<|sep|>"], said.text],
      "<|open|>think<|sep|>",
    ],
    ["opened by the prompt", [`\n${said.thinking}\n`, ["</think>"], `\n\n${said.text}`], "assistant\n<think>\n"],
    ["opened by the prompt, ended in text", [`${said.thinking}</think>${said.text}`], "assistant\n<think>"],
    ["opened by nobody", [said.thinking, ["</think>"], `\n\n${said.text}`], "assistant\n"],
    ["not at the beginning", ["Hello! ", ["<think>"], said.thinking, ["</think>"], "How can I help?"], "assistant\n"],
  ])("%s", (_, pieces, prompt) => {
    expect(split(pieces, openingOf(prompt))).toEqual(said);
  });

  it("leaves marks in the text of a framed message alone", () => {
    const pieces: Piece[] = [["<|channel|>"], "final", ["<|message|>"], "It writes `<|channel|>analysis<|message|>`."];
    expect(split(pieces, openingOf("<|start|>assistant")).text).toBe("It writes `<|channel|>analysis<|message|>`.");
  });

  it("knows which tokens end reasoning and not the answer", () => {
    const ends = (prompt: string, mark: string): boolean =>
      new ThinkingSplitter(new PartedAnswer(), openingOf(prompt)).endsThinking(mark);
    expect(ends("<|begin|>assistant<|think|>", "<|end|>")).toBe(true);
    expect(ends("<|begin|>assistant<|content|>", "<|end|>")).toBe(false);
    expect(ends("<|open|>think<|sep|>", "<|close|>")).toBe(true);
    expect(ends("<think>\n", "<|im_end|>")).toBe(false);
    expect(ends("<|channel|>analysis<|message|>", "<|return|>")).toBe(false);
  });
});

describe("what a prompt has opened", () => {
  it.each([
    ["<|im_start|>assistant\n<think>\n", "</think>"],
    ["[gMASK]<sop><|user|>Hi<|assistant|><think>", "</think>"],
    ["<think:opensource>", "</think:opensource>"],
    ["<|CHATBOT_TOKEN|><|START_THINKING|>", "<|END_THINKING|>"],
    ["<|begin_assistant|>\nHere are my reasoning steps:\n", "[BEGIN FINAL RESPONSE]"],
  ])("%s", (prompt, close) => {
    expect(openingOf(prompt)).toEqual({ mode: "thinking", close, framed: false });
  });

  it.each([
    "assistant\n",
    "<think>\n</think>",
    "<think></think>",
    "</think>",
    "<|channel>thought\n<channel|>",
    "a <think> b",
  ])("nothing: %s", (prompt) => {
    expect(openingOf(prompt)).toBeNull();
  });
});

const marks = [
  "<think>",
  "</think>",
  "<thinking>",
  "</thinking>",
  "[THINK]",
  "[/THINK]",
  "<|channel|>",
  "analysis",
  "<|message|>",
  "<|end|>",
  "<|start|>",
  "assistant",
  "final",
  "<answer>",
  "</answer>",
  "`",
  "\n```\n",
  "\n",
  " ",
  "a",
  "Hello",
  "<",
  "</",
  "think>",
  "[BEGIN FINAL RESPONSE]",
];
const anyAnswer = fc.array(fc.constantFrom(...marks), { maxLength: 14 }).map((pieces) => pieces.join(""));

it("drops the white space between framed messages, whether it comes alone or with what follows", () => {
  const [framed, after] = ["<|start|>assistant<|message|>Hi<|end|>", "Hello"];
  for (const pieces of [[`${framed} ${after}`], [`${framed} `, after]]) {
    expect(split(pieces)).toEqual({ thinking: "", text: "HiHello" });
  }
});

it("gives the same however the text is cut", () => {
  fc.assert(
    fc.property(anyAnswer, fc.array(fc.nat({ max: 60 })), (text, cuts) => {
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      expect(split(pieces)).toEqual(split([text]));
    }),
    { numRuns: 3000 },
  );
});

it("keeps both parts in one text, and reads them out of it again", () => {
  fc.assert(
    fc.property(anyAnswer, (answer) => {
      const parts = split([answer]);
      expect(partText(keptAsOneText(parts))).toEqual(parts);
    }),
    { numRuns: 3000 },
  );
  const tricky = { thinking: "It says </think> and goes on", text: "Hello" };
  expect(partText(keptAsOneText(tricky))).toEqual(tricky);
});

it("goes through a long answer in one go", () => {
  const long = "x</think> ".repeat(100_000);
  expect(partText(`\`\`\`\n${long}`)).toEqual({ thinking: "", text: `\`\`\`\n${long}` });
});

// By the square of their lengths these would take minutes, in the main process.
it.each([
  ["frames that begin and begin", "<|channel|>".repeat(180_000), ""],
  ["bodies after a long header", `<|start|>${"a".repeat(1_000_000)}${"<|message|>".repeat(90_000)}said`, "said"],
  ["sections of reasoning", `${"<think>a</think>".repeat(120_000)}said`, "said"],
])("goes through a long text once: %s", (_, stored, text) => {
  expect(partText(stored).text).toBe(text);
});
