import { expect, it } from "vitest";
import { type AnswerStats, type EngineState, type HardwareProfile } from "../../../src-shared/contract/index.ts";
import { Emitter, silentLogger } from "../../../src-main/ground/core/index.ts";
import { createLedgerKeeper } from "../../../src-main/composition/ledger-keeper.ts";
import type { LoadOutcome } from "../../../src-main/composition/services.ts";
import { cpuPlan } from "../../fixtures/cpu-plan.ts";
import { machineOf } from "../models/recommend/facts.ts";

const answer = { tokens: 20, contextUsedTokens: 30 } as AnswerStats;

it("an answer of a load that could not be kept is not taken for the one before", async () => {
  const outcomes = new Emitter<LoadOutcome>();
  const states = new Emitter<EngineState>();
  const answers: number[] = [];
  const remeasured: number[] = [];
  const machine: HardwareProfile = machineOf({});
  const keeper = createLedgerKeeper({
    ledger: {
      record: () => 1,
      remeasure: (id) => remeasured.push(id),
      addAnswer: (id) => answers.push(id),
      view: () => ({ machine: "", engineVersion: "", accuracy: null, entries: [] }),
    },
    hardware: { get: () => Promise.resolve(machine) } as never,
    advisor: {
      baseline: (id: string) =>
        id === "kept" ? Promise.resolve({ identity: id, baseline: {} }) : Promise.reject(new Error("gone")),
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
