import { expect, it } from "vitest";
import { type AnswerStats, type EngineState, type HardwareProfile } from "../../../src-shared/contract/index.ts";
import { Emitter, silentLogger } from "../../../src-main/ground/core/index.ts";
import { createLedgerKeeper } from "../../../src-main/composition/ledger-keeper.ts";
import type { LoadOutcome } from "../../../src-main/composition/services.ts";
import { cpuPlan } from "../../fixtures/cpu-plan.ts";
import { machineOf } from "../models/recommend/facts.ts";

const answer = { tokens: 20, contextUsedTokens: 30, threads: { usual: 1, fewest: 1 } } as AnswerStats;

function start() {
  const outcomes = new Emitter<LoadOutcome>();
  const states = new Emitter<EngineState>();
  const answers: number[] = [];
  const stats: AnswerStats[] = [];
  const remeasured: number[] = [];
  const machine: HardwareProfile = machineOf({});
  let loads = 0;
  const keeper = createLedgerKeeper({
    ledger: {
      record: () => ++loads,
      remeasure: (id) => remeasured.push(id),
      addAnswer: (id, told) => {
        answers.push(id);
        stats.push(told);
      },
      view: () => ({ machine: "", engineVersion: "", accuracy: null, entries: [] }),
    },
    hardware: { get: () => Promise.resolve(machine) } as never,
    advisor: {
      baseline: (id: string) =>
        id === "lost" ? Promise.reject(new Error("gone")) : Promise.resolve({ identity: id, baseline: {} }),
    } as never,
    loader: { onLoadOutcome: (listener) => outcomes.on(listener) },
    engine: { onChange: (listener) => () => void states.on(listener), state: () => ({}) as never },
    logger: silentLogger,
  });
  const loaded = (id: string): void => {
    outcomes.emit({
      variant: { id, name: id, label: "Q4_0", modifiers: [] } as never,
      plan: cpuPlan(),
      predicted: null,
      predictedTokensPerSecond: null,
      outcome: "loaded",
      measured: null,
      error: null,
    });
  };
  return { keeper, loaded, answers, stats, remeasured };
}

it("an answer of a load that could not be kept is not taken for the one before", async () => {
  const { keeper, loaded, answers, remeasured } = start();
  loaded("kept");
  keeper.answered(answer);
  await keeper.settled();
  expect(answers).toEqual([1]);
  loaded("lost");
  keeper.answered(answer);
  await keeper.settled();
  expect(answers).toEqual([1]);
  expect(remeasured).toEqual([]);
  await keeper.dispose();
});

it("the first answer of each load on a GPU teaches no speed, since the driver prepares its programs in it", async () => {
  const { keeper, loaded, stats } = start();
  const onGpu = { ...answer, threads: null, tokensPerSecond: 200, promptTokensPerSecond: 9000, firstTokenMs: 20_000 };
  const onCpu = { ...onGpu, threads: { usual: 4, fewest: 4 } };
  for (const id of ["first", "second"]) {
    loaded(id);
    keeper.answered(onGpu);
    keeper.answered(onGpu);
  }
  loaded("third");
  keeper.answered(onCpu);
  await keeper.settled();
  expect(stats.map(({ tokensPerSecond }) => tokensPerSecond)).toEqual([null, 200, null, 200, 200]);
  expect(stats.map(({ promptTokensPerSecond }) => promptTokensPerSecond)).toEqual([null, 9000, null, 9000, 9000]);
  expect(stats.map(({ firstTokenMs }) => firstTokenMs)).toEqual([20_000, 20_000, 20_000, 20_000, 20_000]);
  await keeper.dispose();
});
