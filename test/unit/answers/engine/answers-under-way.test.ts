import { expect, it } from "vitest";
import { AnswersUnderWay } from "../../../../src-main/answers/engine/answers-under-way.ts";
import { type Command, commandSchema } from "../../../../src-main/answers/engine/protocol.ts";
import { defaultSampling } from "../../../../src-shared/contract/index.ts";

const never = (): void => undefined;

function begun(): { answers: AnswersUnderWay; sent: Command[] } {
  const sent: Command[] = [];
  const send = (command: Command): void => void sent.push(command);
  const options = { most: 1, contextTokens: 100, send, onAsk: never, onLeft: never, onHang: never };
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
