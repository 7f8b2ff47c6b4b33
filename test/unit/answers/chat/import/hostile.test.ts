/** Files that mean harm, or are damaged: a hostile twin for each form. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { importLimits } from "../../../../../src-main/answers/chat/import/limits.ts";
import type { ForeignMessage } from "../../../../../src-main/answers/chat/import/reader/foreign.ts";
import { JsonSplitter } from "../../../../../src-main/answers/chat/import/reader/json-splitter.ts";
import { mendTree } from "../../../../../src-main/answers/chat/import/reader/mend-tree.ts";
import type { Database } from "../../../../../src-main/ground/storage/index.ts";
import { eachInItsOwnPlace } from "../../../../fixtures/database-place.ts";
import { type Import, importInto, linesOf, wholeConversations } from "../../../../fixtures/import-conversations.ts";

let folder: string;
let db: Database;
eachInItsOwnPlace((place) => {
  ({ folder } = place);
  db = place.open();
});

async function importText(text: string, name = "file.json"): Promise<Import> {
  const path = join(folder, name);
  writeFileSync(path, text);
  return importInto(db, path);
}

const importJson = (value: unknown): Promise<Import> => importText(JSON.stringify(value));

/** A tree whose messages hang in a circle, one that hangs from nobody, one of itself, and one whose id is there twice. */
const knots: readonly [string, string | null][] = [
  ["a", "c"],
  ["b", "a"],
  ["c", "b"],
  ["lost", "nobody"],
  ["self", "self"],
  ["d", "lost"],
];
const html = '<img src=x onerror="alert(1)"><script>alert(1)</script>';

const tied = {
  chatgpt: [
    {
      ...{ id: "x", title: html, current_node: "c" },
      mapping: Object.fromEntries(
        knots.map(([id, parent]) => [
          id,
          {
            id,
            parent,
            children: ["a", 7],
            message: {
              author: { role: "user" },
              content: { content_type: "text", parts: [html] },
              create_time: "never",
            },
          },
        ]),
      ),
    },
  ],
  "open-webui": [
    {
      ...{ id: "x", title: html },
      chat: {
        history: {
          currentId: "c",
          messages: Object.fromEntries(
            knots.map(([id, parentId]) => [id, { id, parentId, childrenIds: {}, role: "user", content: html }]),
          ),
        },
      },
    },
  ],
  "llama-cpp": [
    {
      conv: { id: "x", name: html, currNode: "c" },
      messages: knots.map(([id, parent]) => ({ id, parent, role: "user", content: html, children: null })),
    },
  ],
  bitloft: {
    ...{ format: "bitloft-conversations", version: 1 },
    conversations: [
      {
        ...{ id: "x", title: html, model: null, folders: [], headId: "c", createdAt: 1, updatedAt: 1 },
        settings: {
          systemPrompt: "",
          sampling: { temperature: 1, topP: 1, topK: 0, seed: null, maxTokens: null },
          contextTokens: null,
        },
        messages: knots.map(([id, parentId]) => ({
          id,
          parentId,
          role: "user",
          state: "complete",
          model: null,
          createdAt: 1,
          parts: [{ kind: "text", text: html }],
        })),
      },
    ],
  },
};

it.each(Object.entries(tied))(
  "of %s: circles are opened, HTML stays text, and nothing is lost",
  async (source, value) => {
    const done = await importJson(value);
    expect(done).toMatchObject({ source, written: [{ outcome: "new", messages: 6 }], skipped: [] });
    const [whole] = wholeConversations(db);
    const text = `user: text(${html})`;
    expect(whole && linesOf(whole)).toEqual([
      `*${text}`,
      `*  ${text}`,
      `*    ${text}`,
      ` ${text}`,
      ` ${text}`,
      `   ${text}`,
    ]);
    expect(whole?.conversation.title).toBe(html);
  },
);

const wrong = [null, 7, "text", [], [[]], {}, { a: 1 }, [null], true] as const;
const wrongly: readonly [string, (value: unknown) => unknown][] = [
  [
    "chatgpt",
    (value) => [
      {
        id: value,
        title: value,
        mapping: {
          a: { parent: value, message: { author: value, content: value, metadata: value } },
          b: value,
          c: { parent: null, message: { author: { role: "user" }, content: { parts: value } } },
        },
      },
    ],
  ],
  [
    "claude",
    (value) => [
      {
        uuid: value,
        name: value,
        chat_messages: [value, { uuid: value, sender: value, content: value, text: value, attachments: value }],
      },
    ],
  ],
  [
    "lm-studio",
    (value) => ({
      name: value,
      systemPrompt: value,
      usePerChatPredictionConfig: value,
      messages: [
        {
          versions: [
            value,
            { role: value, content: value, steps: [value, { type: "contentBlock", content: [value] }] },
          ],
          currentlySelected: value,
        },
      ],
    }),
  ],
  [
    "open-webui",
    (value) => [
      {
        id: value,
        chat: {
          title: value,
          models: value,
          params: value,
          history: { currentId: value, messages: { a: value, b: { content: value, output: [value], files: [value] } } },
        },
      },
    ],
  ],
  [
    "llama-cpp",
    (value) => [
      {
        conv: { id: value, name: value },
        messages: [value, { id: value, role: value, content: value, extra: [value], toolCalls: value }],
      },
    ],
  ],
  [
    "text-generation-webui",
    (value) => ({
      internal: [[value, value]],
      visible: [],
      metadata: { user_0: value, assistant_0: { versions: [value], attachments: [value] } },
    }),
  ],
  [
    "openai-jsonl",
    (value) => [
      { messages: [{ role: "user", content: value }, value, { role: "assistant", tool_calls: value, content: value }] },
    ],
  ],
  ["sharegpt", (value) => [{ id: value, conversations: [{ from: "human", value }, value], system: value }]],
  ["bitloft", (value) => [{ id: value, headId: value, settings: value, messages: [value], title: value }]],
];

it.each(wrongly)("of %s: values of another type are kept as they came or skipped with a reason", async (source, of) => {
  for (const [index, value] of wrong.entries()) {
    const done = await importText(JSON.stringify(of(value)), `${index}.json`);
    expect([value, done.source]).toEqual([value, source]);
    expect(done.written.length + done.skipped.length).toBeGreaterThan(0);
  }
});

it("of Jan: lines of other types", async () => {
  const lines = [
    '{"object":"thread.message","role":7,"content":[null,7,{"type":"text","text":7}]}',
    '{"object":"thread.message","content":{}}',
    "not json",
    "[1]",
  ];
  const done = await importText(lines.join("\n"), "messages.jsonl");
  expect(done.source).toBe("jan");
  expect(done.skipped).toEqual([["messages.jsonl[2]", "import-not-json"]]);
  expect(done.written).toHaveLength(1);
});

describe("limits", () => {
  it("refuses what is nested too deep, and reads the rest", async () => {
    const deep = `{"mapping": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    const good = JSON.stringify(tied.chatgpt[0]);
    const done = await importText(`[${deep}, ${good}]`);
    expect(done.skipped).toEqual([["file.json[0]", "import-too-rich"]]);
    expect(done.written).toHaveLength(1);
  });

  it("refuses a value that is too long without holding it, and reads what follows", () => {
    const splitter = new JsonSplitter(1000);
    const pieces = [`[{"a":"${"x".repeat(600)}`, "x".repeat(600), '"},', '{"b":1}]'].flatMap((text) =>
      splitter.push(Buffer.from(text)),
    );
    expect(pieces).toEqual([
      { kind: "item", text: null },
      { kind: "item", text: '{"b":1}' },
    ]);
    expect(splitter.isWhole).toBe(true);
  });

  it("refuses a conversation of too many messages or parts", async () => {
    const messages = Array.from({ length: importLimits.messages + 1 }, () => ({ role: "user", content: "" }));
    expect((await importJson([{ messages }])).skipped).toEqual([["file.json[0]", "import-too-many-messages"]]);
    const content = Array.from({ length: importLimits.partsOfMessage + 1 }, () => ({ type: "text", text: "x" }));
    expect((await importJson([{ messages: [{ role: "user", content }] }])).skipped).toEqual([
      ["file.json[0]", "import-too-rich"],
    ]);
  });

  it("mends a branch of a hundred thousand messages in a line, whatever their order", () => {
    const count = importLimits.messages;
    const message = (at: number): ForeignMessage => ({
      id: `${at}`,
      parentId: at === 0 ? null : `${at - 1}`,
      role: "user",
      parts: [{ kind: "text", text: "" }],
      createdAt: null,
      model: null,
    });
    const backwards = Array.from({ length: count }, (_, at) => message(count - 1 - at));
    const { messages } = mendTree(backwards);
    expect(messages.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, at) => `${at}`));
  });

  it("reads what was whole of a file that ends in the middle", async () => {
    const text = JSON.stringify([...tied.chatgpt, ...tied.chatgpt]);
    const done = await importText(text.slice(0, -20));
    expect(done.written).toHaveLength(1);
    expect(done.skipped).toEqual([["file.json[1]", "import-cut-short"]]);
  });

  it("does not read what a newer version of ours has written", async () => {
    const done = await importText(JSON.stringify({ ...tied.bitloft, version: 2 }, null, 1));
    expect(done.skipped[0]).toEqual(["file.json", "import-newer-version"]);
    expect(done.written).toEqual([]);
  });
});

describe("an archive", () => {
  const good = strToU8(JSON.stringify(tied.chatgpt));

  async function importZip(
    files: Record<string, Uint8Array>,
    attachments: string | null = null,
    change: (bytes: Buffer) => Buffer = (bytes) => bytes,
  ): Promise<Import> {
    const path = join(folder, "a.zip");
    writeFileSync(path, change(Buffer.from(zipSync(files, { level: 9 }))));
    return importInto(db, path, { attachments });
  }

  it("is not unpacked where it leads outside, or would become far too large", async () => {
    const bomb = new Uint8Array(64 * 1024 * 1024).fill(0x20);
    const done = await importZip({
      "../../evil.json": good,
      "/etc/evil.json": good,
      "C:\\evil.json": good,
      "bomb.json": bomb,
      "conversations.json": good,
    });
    expect(done.written).toHaveLength(1);
    expect(new Map(done.skipped).get("bomb.json")).toBe("import-unpacks-too-large");
    expect(
      done.skipped
        .filter(([, key]) => key === "import-unsafe-name")
        .map(([id]) => id)
        .sort(),
    ).toEqual(["../../evil.json", "/etc/evil.json", "C:\\evil.json"]);
  });

  it("writes nothing under a name that it has, and nothing that says less than it is", async () => {
    const attachments = join(folder, "attachments");
    const [conversation] = structuredClone(tied.chatgpt) as unknown as {
      mapping: Record<string, { message: { content: object } }>;
    }[];
    const content = {
      content_type: "multimodal_text",
      parts: [{ asset_pointer: "sediment://..%2f..%2fevil" }, { asset_pointer: "file-service://evil.sh" }],
    };
    if (conversation?.mapping["a"]) conversation.mapping["a"].message.content = content;
    const done = await importZip(
      { "conversations.json": strToU8(JSON.stringify([conversation])), "evil.sh": strToU8("echo") },
      attachments,
    );
    expect(done.written).toHaveLength(1);
    const names = readdirSync(attachments, { recursive: true }).map(String);
    expect(names.filter((name) => !/^[0-9a-f]{2}([/\\][0-9a-f]{64})?$/.test(name))).toEqual([]);
    expect(existsSync(join(folder, "evil.sh"))).toBe(false);
  });

  it("of which the end is missing, or that lies about its sizes, is said to be unreadable", async () => {
    const cut = await importZip({ "conversations.json": good }, null, (bytes) => bytes.subarray(0, -30));
    expect(cut).toMatchObject({ source: null, written: [], skipped: [["", "import-not-read"]] });
    const lies = await importZip({ "conversations.json": good }, null, (bytes) => {
      const directory = bytes.lastIndexOf("PK\u0001\u0002", undefined, "latin1");
      bytes.writeUInt32LE(10, directory + 24);
      return bytes;
    });
    expect(lies.written).toEqual([]);
    expect(lies.skipped[0]).toEqual(["conversations.json", "import-not-read"]);
  });
});
