import { unsummarised } from "../../fixtures/unsummarised.ts";
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Message, MessagePage } from "../../../src-shared/contract/index.ts";
import { type FakeOptions, sampleConversations, sampleMessages } from "../../../src-renderer/bridge/fake/index.ts";
import { type Api, BridgeError } from "../../../src-renderer/bridge/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { keptError } from "../../fixtures/kept-error.ts";
import { said } from "../../fixtures/said.ts";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { makeChat } from "./harness.ts";

beforeEach(() => stubBrowser());

const [newest] = sampleConversations;
if (!newest) throw new Error("the sample has no conversations");
const conversation = newest;
const pageSize = 40;

/** Questions and answers by turns, all of them one branch. */
const all: Message[] = Array.from({ length: 100 }, (_, index) => {
  const [question, answer] = sampleMessages(conversation);
  const like = index % 2 === 0 ? question : answer;
  if (!like) throw new Error("the sample's conversation is empty");
  const id = `m-${index}`;
  const parentId = index === 0 ? null : `m-${index - 1}`;
  return { ...like, id, parentId, siblingIds: [id], parts: said(`Message ${index}.`), state: "complete", error: null };
});
const before = (end: number): MessagePage => {
  const start = Math.max(0, end - pageSize);
  return { messages: all.slice(start, end), earlier: start };
};

const get = () =>
  Promise.resolve({ conversation: { ...conversation, headId: "m-99" }, ...before(all.length), ...unsummarised });
const earlier = ({ messageId }: { messageId: string }) =>
  Promise.resolve(before(all.findIndex(({ id }) => id === messageId)));

async function start(chat: NonNullable<FakeOptions["overrides"]>["chat"] = {}): Promise<Shown> {
  const shown = show(Chat, { overrides: { chat: { get, earlier, ...chat } } });
  await screen.findByText("Message 99.");
  return shown;
}
const shownNumbers = (): number[] =>
  screen.getAllByText(/^Message \d+\.$/).map(({ textContent }) => Number(/\d+/.exec(textContent ?? "")?.[0]));
const from = (first: number): number[] => Array.from({ length: all.length - first }, (_, index) => first + index);

describe("a long conversation", () => {
  test("shows its end, and what is above it page by page until all of it is there", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start();
    expect(shownNumbers()).toEqual(from(84));
    await user.click(screen.getByText("Show 84 earlier messages"));
    await screen.findByText("Message 44.");
    expect(shownNumbers()).toEqual(from(44));
    await user.click(screen.getByText("Show 44 earlier messages"));
    await screen.findByText("Message 4.");
    await user.click(screen.getByText("Show 4 earlier messages"));
    await screen.findByText("Message 0.");
    expect(shownNumbers()).toEqual(from(0));
    expect(screen.queryByText(/earlier message/)).toBeNull();
    const asked = ["m-60", "m-20"].map((messageId) => ({ conversationId: conversation.id, messageId }));
    expect(inputsOf("chat", "earlier")).toEqual(asked);
  });

  test("says when what is above cannot be read, and can be asked again", async () => {
    const user = userEvent.setup();
    const failing = vi.fn(earlier).mockRejectedValueOnce(new BridgeError(keptError("database-failed", "No disk.")));
    const { state } = await start({ earlier: failing });
    await user.click(screen.getByText("Show 84 earlier messages"));
    await waitFor(() => expect(state.toasts.all).toHaveLength(1));
    expect(shownNumbers()).toEqual(from(84));
    await user.click(screen.getByText("Show 84 earlier messages"));
    await screen.findByText("Message 44.");
  });
});

describe("a message far up, which a search has found,", () => {
  const found = {
    revision: 0,
    items: [
      {
        id: conversation.id,
        conversation,
        passage: {
          ...{ messageId: "m-4", role: "user" as const, variantName: null, createdAt: 0 },
          ...{ text: "Message 4.", ranges: [{ start: 8, end: 9 }] },
        },
      },
    ],
    next: null,
  };
  const earlierUntil: Api["chat"]["earlier"] = ({ messageId, until }) => {
    const end = all.findIndex(({ id }) => id === messageId);
    const start =
      until == null ? Math.max(0, end - pageSize) : Math.max(0, all.findIndex(({ id }) => id === until) - 2);
    return Promise.resolve({ messages: all.slice(start, end), earlier: start });
  };

  test("is read, shown and given the focus, without all that follows", async () => {
    const user = userEvent.setup();
    const { inputsOf } = await start({
      search: () => Promise.resolve(found),
      earlier: earlierUntil,
      selectBranch: () =>
        Promise.resolve({
          conversation: { ...conversation, headId: "m-99" },
          after: "m-99",
          messages: [],
          earlier: 100,
          ...unsummarised,
        }),
    });
    await user.type(screen.getByRole("searchbox"), "4");
    await user.click(await within(await screen.findByRole("list", { name: "Found" })).findByRole("button"));
    const text = await screen.findByText("Message 4.");
    const message = text.closest("article");
    await waitFor(() => expect(document.activeElement).toBe(message));
    expect(inputsOf("chat", "earlier")).toEqual([{ conversationId: conversation.id, messageId: "m-60", until: "m-4" }]);
    expect(shownNumbers()).toEqual(Array.from({ length: 42 }, (_, index) => 2 + index));
    await user.click(screen.getByText("Show 56 later messages"));
    expect(shownNumbers()).toEqual(Array.from({ length: 82 }, (_, index) => 2 + index));
    await user.click(screen.getByText("Jump to latest"));
    expect(shownNumbers()).toEqual(from(84));
  });
});

test("a page that comes when another branch is shown is dropped", async () => {
  let answer: (page: MessagePage) => void = () => undefined;
  const { bridge, chat, intercept, end } = await makeChat();
  Object.assign(intercept, { get, earlier: () => new Promise<MessagePage>((resolve) => (answer = resolve)) });
  await chat.open(conversation.id);
  const reading = chat.showEarlier();
  const [question] = all.slice(0, 1).map((message) => ({ ...message, id: "m-other" }));
  if (!question) throw new Error("there is no question");
  bridge.emit("chatChanged", { conversation, after: null, messages: [question], earlier: 0, ...unsummarised });
  answer(before(60));
  await reading;
  expect(chat.messages.map(({ id }) => id)).toEqual(["m-other"]);
  expect(chat.earlier).toBe(0);
  // There is nothing above it to ask for.
  await chat.showEarlier();
  expect(chat.messages).toHaveLength(1);
  end();
});
