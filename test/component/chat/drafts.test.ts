/** What was typed and not sent survives the window: main keeps it, and a window that is loaded again asks for it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Harness, callsOf, makeChat, openChat, untilTestEnds } from "./harness.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

const make = async (): Promise<Harness> => untilTestEnds(await makeChat());

/** The window's process has died: nothing of it runs any more, and no page was hidden before. */
async function crash({ bridge }: Harness): Promise<Harness> {
  vi.clearAllTimers();
  return untilTestEnds(await openChat(bridge));
}

test("after a crash, what was typed is there but for the last moment", async () => {
  const before = await make();
  before.chat.draft = "How do I parse";
  await vi.advanceTimersByTimeAsync(400);
  before.chat.draft = "How do I parse a date?";
  // Real time goes on as well, and must not come to the end of the pause.
  await vi.advanceTimersByTimeAsync(100);
  const { chat } = await crash(before);
  await vi.waitFor(() => expect(chat.draft).toBe("How do I parse"));
});

test("typing goes to main once a pause, not with every letter", async () => {
  const { bridge, chat } = await make();
  for (const text of ["H", "He", "Hel", "Hell", "Hello"]) {
    chat.draft = text;
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(400);
  expect(callsOf(bridge, "chat", "keepDraft")).toMatchObject([{ conversationId: null, text: "Hello", pasted: "" }]);
});

test("a reload loses nothing: the page hands all of it over as it is hidden", async () => {
  const before = await make();
  before.chat.draft = "for a new one";
  await before.chat.open("c-dates");
  before.chat.draft = "about dates";
  before.chat.pasted = "a long text";
  dispatchEvent(new Event("pagehide"));
  const { chat } = await crash(before);
  await vi.waitFor(() => expect(chat.draft).toBe("for a new one"));
  await chat.open("c-dates");
  await vi.waitFor(() => expect([chat.draft, chat.pasted]).toEqual(["about dates", "a long text"]));
});

test("a question that was sent does not come back", async () => {
  const before = await make();
  before.chat.draft = "Hello";
  await vi.advanceTimersByTimeAsync(400);
  await before.chat.ask("Hello");
  const { bridge, chat } = await crash(before);
  expect(await bridge.chat.draft({ conversationId: null })).toMatchObject({ text: "", pasted: "" });
  expect(chat.draft).toBe("");
});

test("a question is among the drafts until it is in the conversation: a crash between the two loses nothing", async () => {
  const { bridge, chat, intercept } = await make();
  const kept: string[] = [];
  intercept.send = async (input) => {
    kept.push((await bridge.chat.draft({ conversationId: null })).text);
    chat.draft = "typed since";
    const answer = await bridge.chat.send(input);
    kept.push((await bridge.chat.draft({ conversationId: null })).text);
    return answer;
  };
  await chat.ask("Hello");
  expect(kept).toEqual(["Hello", ""]);
  expect(chat.draft).toBe("typed since");
});

test("what is typed before main has answered is not overwritten by what was kept", async () => {
  const before = await make();
  before.chat.draft = "kept";
  dispatchEvent(new Event("pagehide"));
  vi.clearAllTimers();
  const opening = openChat(before.bridge);
  const { chat } = untilTestEnds(await opening);
  await chat.open("c-dates");
  chat.draft = "typed at once";
  await vi.advanceTimersByTimeAsync(50);
  expect(chat.draft).toBe("typed at once");
});
