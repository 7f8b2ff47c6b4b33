import { expect, it } from "vitest";
import {
  type AnswerStats,
  type EngineState,
  type HardwareProfile,
  type SessionState,
} from "../../../../src-shared/contract/index.ts";
import { Emitter, silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type LoadOutcome, LoadRecorder } from "../../../../src-main/models/ledger/index.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { machineOf } from "../recommend/facts.ts";

const answer = { tokens: 20, contextUsedTokens: 30, threads: { usual: 1, fewest: 1 } } as AnswerStats;

function start() {
  const outcomes = new Emitter<LoadOutcome>();
  const states = new Emitter<EngineState>();
  const given = new Emitter<{ sessionId: string; answer: AnswerStats; isAlone: boolean }>();
  const answers: number[] = [];
  const stats: AnswerStats[] = [];
  const remeasured: number[] = [];
  const machine: HardwareProfile = machineOf({});
  let loads = 0;
  const recorder = new LoadRecorder({
    ledger: {
      record: () => ++loads,
      remeasure: (id) => remeasured.push(id),
      addAnswer: (id, told) => {
        answers.push(id);
        stats.push(told);
      },
      view: () => ({
        machine: { key: "measured-machine", figures: { cpu: "", memoryBytes: 0, gpus: [] } },
        engineVersion: "",
        accuracy: null,
        entries: [],
      }),
    },
    machine: () => Promise.resolve(machine),
    baseline: (id) =>
      id === "lost" ? Promise.reject(new Error("gone")) : Promise.resolve({ identity: id, baseline: {} as never }),
    loads: { onLoadOutcome: (listener) => outcomes.on(listener) },
    sessions: { onChange: (listener) => states.on(listener), onAnswer: (listener) => given.on(listener) },
    logger: silentLogger,
  });
  const living: SessionState[] = [];
  let sessionId = "";
  /** In a new session, in place of the others unless it is beside them. */
  const loaded = (id: string, beside = false): void => {
    sessionId = `of ${id}`;
    if (!beside) living.length = 0;
    living.push({ id: sessionId, status: "ready", contextUsedTokens: 0 } as SessionState);
    states.emit({ sessions: [...living] } as EngineState);
    outcomes.emit({
      sessionId,
      variant: { id, name: id, label: "Q4_0", modifiers: [] } as never,
      plan: cpuPlan(),
      predicted: null,
      predictedTokensPerSecond: null,
      outcome: "loaded",
      measured: null,
      error: null,
    });
  };
  const answered = (told: AnswerStats, by: { session?: string; isAlone?: boolean } = {}): void =>
    given.emit({ sessionId: by.session ?? sessionId, answer: told, isAlone: by.isAlone ?? true });
  return { recorder, loaded, answered, answers, stats, remeasured };
}

it("an answer of a load that could not be kept is not taken for the one before", async () => {
  const { recorder, loaded, answered, answers, remeasured } = start();
  loaded("kept");
  answered(answer);
  await recorder.settled();
  expect(answers).toEqual([1]);
  loaded("lost");
  answered(answer);
  await recorder.settled();
  expect(answers).toEqual([1]);
  expect(remeasured).toEqual([]);
  await recorder.dispose();
});

it("the first answer of each load on a GPU teaches no speed, since the driver prepares its programs in it", async () => {
  const { recorder, loaded, answered, stats } = start();
  const onGpu = { ...answer, threads: null, tokensPerSecond: 200, promptTokensPerSecond: 9000, firstTokenMs: 20_000 };
  const onCpu = { ...onGpu, threads: { usual: 4, fewest: 4 } };
  for (const id of ["first", "second"]) {
    loaded(id);
    answered(onGpu);
    answered(onGpu);
  }
  loaded("third");
  answered(onCpu);
  await recorder.settled();
  expect(stats.map(({ tokensPerSecond }) => tokensPerSecond)).toEqual([null, 200, null, 200, 200]);
  expect(stats.map(({ promptTokensPerSecond }) => promptTokensPerSecond)).toEqual([null, 9000, null, 9000, 9000]);
  expect(stats.map(({ firstTokenMs }) => firstTokenMs)).toEqual([20_000, 20_000, 20_000, 20_000, 20_000]);
  await recorder.dispose();
});

it("an answer belongs to the load of its own session, whatever was loaded since", async () => {
  const { recorder, loaded, answered, answers } = start();
  loaded("first");
  loaded("second", true);
  answered(answer, { session: "of first" });
  answered(answer, { session: "of second" });
  loaded("third");
  await recorder.settled();
  expect(answers).toEqual([1, 2]);
  // Nothing is kept of what has ended.
  answered(answer, { session: "of first" });
  await recorder.settled();
  expect(answers).toEqual([1, 2]);
  await recorder.dispose();
});

it("an answer that was not written alone teaches no speed", async () => {
  const { recorder, loaded, answered, stats } = start();
  loaded("one");
  const fast = { ...answer, tokensPerSecond: 40, promptTokensPerSecond: 900 };
  answered(fast);
  answered(fast, { isAlone: false });
  await recorder.settled();
  expect(stats.map(({ tokensPerSecond }) => tokensPerSecond)).toEqual([40, null]);
  await recorder.dispose();
});
