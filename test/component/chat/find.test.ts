import { unsummarised } from "../../fixtures/unsummarised.ts";
import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { SvelteMap } from "svelte/reactivity";
import { beforeEach, describe, expect, test, vi } from "vitest";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { ConversationFind } from "../../../src-renderer/features/chat/conversation-find.svelte.ts";
import { loadedEngine, sampleConversations, sampleMessages } from "../../../src-renderer/bridge/fake/index.ts";
import type { Message, MessagePart } from "../../../src-shared/contract/index.ts";
import { said } from "../../fixtures/said.ts";
import { show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";

beforeEach(() => stubBrowser());

/** A branch of messages, of which only the last `here` are here at first; each read brings one more. */
function branch(texts: readonly MessagePart[][], here: number) {
  const all = texts.map((parts, at) => ({ id: `m-${at}`, parts }) as Message);
  const read = new SvelteMap([["here", here]]);
  const count = (): number => read.get("here") ?? 0;
  const shown = new Map<number, Message[]>();
  return {
    get messages() {
      const now = shown.get(count()) ?? all.slice(all.length - count());
      shown.set(count(), now);
      return now;
    },
    get earlier() {
      return all.length - count();
    },
    showEarlier: vi.fn(() => Promise.resolve(void read.set("here", count() + 1))),
  };
}

async function find(texts: readonly MessagePart[][], needle: string, here = texts.length) {
  const chat = branch(texts, here);
  const finding = new ConversationFind(chat);
  finding.open();
  finding.setText(needle);
  await vi.waitFor(() => expect(finding.needle).toBe(needle));
  await vi.waitFor(() => expect(finding.isReading).toBe(false));
  return { chat, finding };
}
const place = ({ position, count, hit }: ConversationFind) => [position, count, hit?.messageId, hit?.part, hit?.nth];

describe("what is found in a conversation", () => {
  test("is found in all parts of all messages, the last place first, and walked round", async () => {
    const thinking: MessagePart = { kind: "thinking", text: "A stone, then." };
    const { finding } = await find([said("Stone and stone."), [thinking, ...said("Rock.")], said("None")], "stone");
    expect(place(finding)).toEqual([3, 3, "m-1", 0, 0]);
    expect(finding.hit?.isThinking).toBe(true);
    finding.step(1);
    expect(place(finding)).toEqual([1, 3, "m-0", 0, 0]);
    finding.step(1);
    expect(place(finding)).toEqual([2, 3, "m-0", 0, 1]);
    finding.step(-1);
    finding.step(-1);
    expect(finding.position).toBe(3);
  });

  test("is found in messages that are not here yet, and the place that is shown stays", async () => {
    const texts = ["tree", "none", "a tree", "tree tree"].map((text) => said(text));
    const { chat, finding } = await find(texts, "tree", 1);
    expect(chat.showEarlier).toHaveBeenCalledTimes(3);
    expect(place(finding)).toEqual([4, 4, "m-3", 0, 1]);
  });

  test("is found over the borders of what is bold, code or a link, and as it is written", async () => {
    const text = "A **red** stone, a `red` [stone](https://example.org/red_stone), and `red * stone`.";
    expect((await find([said(text)], "red stone")).finding.count).toBe(2);
    expect((await find([said(text)], "red * stone")).finding.count).toBe(1);
    expect((await find([said(text)], "**red**")).finding.count).toBe(1);
    expect((await find([said("snake_case, _so_")], "snake_case, so")).finding.count).toBe(1);
    expect((await find([said("```c\nint *p = a[0](b);\n```\nAnd *so*")], "*p = a[0](b)")).finding.count).toBe(1);
  });

  test("is found in an answer's tree as that writes it", async () => {
    const [message] = branch([said('{"city":"K\\u00f6ln","of":[1.50]}')], 1).messages;
    if (message === undefined) throw new Error("there is none");
    const messages = [{ ...message, form: { kind: "schema", outcome: "fits", at: null } } as Message];
    const finding = new ConversationFind({ messages, earlier: 0, showEarlier: () => Promise.resolve() });
    finding.open();
    for (const [needle, count] of [
      ["köln", 1],
      ["city", 1],
      ["1.50", 1],
    ] as const) {
      finding.setText(needle);
      await vi.waitFor(() => expect([finding.needle, finding.count]).toEqual([needle, count]));
    }
  });

  test("is nothing while nobody looks", async () => {
    const { finding } = await find([said("tree")], "tree");
    finding.close();
    expect([finding.hit, finding.needle]).toEqual([null, ""]);
  });
});

test("Ctrl+F finds in the open conversation, says which place it is, and Escape gives the focus back", async () => {
  const [sample] = sampleConversations;
  const [question, answer] = sample ? sampleMessages(sample) : [];
  if (!sample || !question || !answer) throw new Error("the sample is empty");
  const messages = [
    { ...question, parts: said("A red stone?"), siblingIds: [question.id] },
    { ...answer, parts: said("A stone is a stone."), siblingIds: [answer.id] },
  ];
  const conversation = { ...sample, headId: answer.id };
  const get = () => Promise.resolve({ conversation, messages, earlier: 0, ...unsummarised });
  const user = userEvent.setup();
  show(Chat, { state: { engine: loadedEngine("v-gemma") }, overrides: { chat: { get } } });
  await screen.findByText("A red stone?");
  const composer = screen.getByLabelText("Your question");
  composer.focus();
  await user.keyboard("{Control>}f{/Control}");
  const field = screen.getByLabelText("Find in this conversation");
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.keyboard("stone");
  await screen.findByText("3 of 3");
  await user.keyboard("{Enter}");
  await screen.findByText("1 of 3");
  await user.keyboard("{Shift>}{Enter}{/Shift}");
  await screen.findByText("3 of 3");
  await user.keyboard("{Escape}");
  expect(document.activeElement).toBe(composer);
  expect(screen.queryByRole("search")).toBeNull();

  // On its buttons as well, where Enter presses them.
  await user.keyboard("{Control>}f{/Control}");
  await screen.findByText("3 of 3");
  await user.tab();
  await user.keyboard("{Enter}");
  await screen.findByText("2 of 3");
  await user.keyboard("{Escape}");
  expect(document.activeElement).toBe(composer);
  expect(screen.queryByRole("search")).toBeNull();
});
