import { expect, it } from "vitest";
import { defaultSampling } from "../../../../src-shared/contract/index.ts";
import type { Answer, GenerateOptions, GenerateRequest, Session } from "../../../../src-main/answers/engine/index.ts";
import { Asides } from "../../../../src-main/answers/loading/asides.ts";

const request = { messages: [], sampling: defaultSampling };
const never = new AbortController().signal;

/** Answers when it is told to stop, some time later. */
function session(): { session: Session; asked: GenerateRequest[]; heard: () => boolean; leave: () => void } {
  const asked: GenerateRequest[] = [];
  let signal: AbortSignal | undefined;
  let leave!: () => void;
  const generate = (wanted: GenerateRequest, options: GenerateOptions): Promise<Answer> => {
    asked.push(wanted);
    ({ signal } = options);
    return new Promise((resolve) => {
      leave = () => resolve({ stopReason: "stopped" } as Answer);
    });
  };
  return {
    session: { generate } as unknown as Session,
    asked,
    heard: () => signal?.aborted === true,
    leave: () => leave(),
  };
}

it("whoever wants a session ends what is asked, and may wait until it has left", async () => {
  const asides = new Asides();
  const { session: one, asked, heard, leave } = session();
  const answer = asides.ask(one, request, never);
  expect(asked).toEqual([{ ...request, aside: true }]);
  expect(await asides.ask(one, request, never)).toBeNull();
  const { ended, over } = asides.want();
  expect(heard()).toBe(true);
  leave();
  await ended;
  expect(await answer).toEqual({ stopReason: "stopped" });
  expect(await asides.ask(one, request, never)).toBeNull();
  over();
  expect(asides.want().ended).toBeNull();
});

it("nothing is asked that is not wanted any more", async () => {
  expect(await new Asides().ask(session().session, request, AbortSignal.abort())).toBeNull();
});
