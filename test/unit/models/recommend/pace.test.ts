import { describe, expect, it } from "vitest";
import type { Speed } from "../../../../src-shared/contract/index.ts";
import { paceOf, standingOf, typicalSpeed } from "../../../../src-shared/figures/index.ts";
import { aboutSpeed as aboutSpeedInGerman } from "../../../../src-shared/words/de/parts.ts";
import { aboutSpeed } from "../../../../src-shared/words/en/parts.ts";
import { verdictOf } from "../../../../src-main/models/recommend/verdict.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";

const speedOf = (tokensPerSecond: number): Speed => ({
  tokensPerSecond: [tokensPerSecond, tokensPerSecond],
  fullContextTokensPerSecond: [tokensPerSecond, tokensPerSecond],
  promptTokensPerSecond: [10, 10],
  basis: "table",
});

function verdict(speed: Speed): string {
  const device = { name: "CPU", kind: "cpu" as const, needBytes: 1, budgetBytes: 9, totalBytes: 9 };
  const parts = { weightsBytes: 1, kvBytes: 0, computeBytes: 0 };
  const none = { stateBytes: 0, overheadBytes: 0, repackBytes: 0, fileBackedBytes: 0, loadOnlyBytes: 0 };
  const memory = { ...parts, ...none, anonymousBytes: 1, devices: [{ ...device, ...parts }] };
  return verdictOf({ memory, plan: cpuPlan({}), speed, blockCount: 32, smallerCacheFits: false });
}

describe("the pace against a reader's", () => {
  it("is the same for two speeds that are told alike", () => {
    for (const about of [aboutSpeed, aboutSpeedInGerman]) {
      const paces = new Map<string, string>();
      for (let speed = 4; speed < 9; speed += 0.004) {
        const told = about(typicalSpeed(speedOf(speed)));
        const pace = `${paceOf([speed, speed])} ${paceOf([speed, 30])}`;
        expect([speed, told, pace]).toEqual([speed, told, paces.get(told) ?? pace]);
        paces.set(told, pace);
      }
    }
  });

  it.each([
    [4.94, "3.7", "slower", "runs-slowly"],
    [4.96, "3.8", "as-fast", "runs-well"],
    [5.04, "3.8", "as-fast", "runs-well"],
    [7.96, "6.0", "faster", "runs-well"],
    [9.97, "7.5", "faster", "runs-well"],
  ])("of %f is told as %s, %s than one reads", (speed, told, pace, judged) => {
    expect(aboutSpeed(typicalSpeed(speedOf(speed)))).toBe(`about ${told} words a second`);
    expect(paceOf([speed, speed])).toBe(pace);
    expect(verdict(speedOf(speed))).toBe(judged);
  });

  it.each([
    [[3.7, 4.94], "slower", "runs-slowly", "runs-slowly"],
    [[3.8, 4.96], "as-fast", "runs-well", "reading-speed"],
    [[4.5, 7.5], "as-fast", "runs-well", "reading-speed"],
    [[4.96, 7.5], "as-fast", "runs-well", "runs-well"],
    [[6, 12], "faster", "runs-well", "runs-well"],
  ] as const)(
    "of a forecast of %j tokens a second is slow only where all of it is",
    (range, pace, judged, standing) => {
      const speed: Speed = { ...speedOf(0), tokensPerSecond: [...range] };
      expect(paceOf(range)).toBe(pace);
      expect(verdict(speed)).toBe(judged);
      expect(standingOf({ verdict: "runs-well", speed })).toBe(standing);
    },
  );
});
