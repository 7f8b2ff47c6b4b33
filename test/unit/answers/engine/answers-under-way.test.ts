import { afterEach, expect, it, vi } from "vitest";
import { AnswersUnderWay } from "../../../../src-main/answers/engine/answers-under-way.ts";
import { type Command, commandSchema } from "../../../../src-main/answers/engine/protocol.ts";
import { defaultSampling } from "../../../../src-shared/contract/index.ts";

const never = (): void => undefined;

afterEach(() => void vi.useRealTimers());

function begun(onHang = never): { answers: AnswersUnderWay; sent: Command[] } {
  const sent: Command[] = [];
  const send = (command: Command): void => void sent.push(command);
  const options = { most: 1, contextTokens: 100, send, onAsk: never, onLeft: never, onHang };
  return { answers: new AnswersUnderWay(options), sent };
}
const question = { messages: [{ role: "user" as const, text: "Hm?" }], sampling: defaultSampling };

it("tells the engine to think no longer where that was said before the question", () => {
  const { answers, sent } = begun();
  const hurrying = new AbortController();
  hurrying.abort();
  void answers.begin(question, { answerNow: hurrying.signal }, never);
  expect(sent.map(({ type }) => type)).toEqual(["generate", "answerNow"]);
  answers.stopAll();
});

it("asks with as many messages as a conversation may have", () => {
  const { answers, sent } = begun();
  const messages = new Array<(typeof question)["messages"][0]>(100_000).fill({ role: "user", text: "Hm?" });
  void answers.begin({ ...question, messages }, {}, never);
  expect(commandSchema.safeParse(sent[0]).success).toBe(true);
  answers.stopAll();
});

it("a stopped engine that is at its files is given the time that a disk takes, and no more once it is done with them", async () => {
  vi.useFakeTimers();
  const onHang = vi.fn();
  const { answers } = begun(onHang);
  const stopping = new AbortController();
  const answer = answers.begin(question, { signal: stopping.signal }, never);
  answers.take({ type: "keeping", id: 1, isOver: false });
  stopping.abort();
  answers.take({ type: "stopping", id: 1 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(await (await answer).promise).toMatchObject({ stopReason: "stopped" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onHang).not.toHaveBeenCalled();
  answers.take({ type: "keeping", id: 1, isOver: true });
  await vi.advanceTimersByTimeAsync(9000);
  expect(onHang).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2000);
  expect(onHang).toHaveBeenCalledOnce();
  answers.stopAll();
});

it("a stopped engine is not waited for for ever, whatever it is at", async () => {
  vi.useFakeTimers();
  const onHang = vi.fn();
  const { answers } = begun(onHang);
  const stopping = new AbortController();
  void answers.begin(question, { signal: stopping.signal }, never);
  answers.take({ type: "keeping", id: 1, isOver: false });
  stopping.abort();
  answers.take({ type: "stopping", id: 1 });
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(onHang).toHaveBeenCalledOnce();
  answers.stopAll();
});
