import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import process from "node:process";
import { expect, it } from "vitest";
import { errorCodes } from "../../../../src-shared/contract/index.ts";
import { KiB } from "../../../../src-shared/figures/index.ts";
import { seededRandom } from "../../../fixtures/index.ts";
import { type Fault, type FaultKind, faultKinds } from "../../../hub/index.ts";
import { DownloadBench, fastTimers, seeded } from "./harness.ts";
import { smallLimits } from "./small-limits.ts";

/** Every kind once; BITLOFT_FAULT_RUNS and BITLOFT_FAULT_SEED for more, and for others. */
const runs = Number(process.env["BITLOFT_FAULT_RUNS"] ?? Object.keys(faultKinds).length);
const seed = Number(process.env["BITLOFT_FAULT_SEED"] ?? 20261);
const lanes = 4;
const sizeBytes = 200 * KiB + 7;
const kinds = Object.keys(faultKinds) as FaultKind[];

type Random = () => number;
const below = (random: Random, most: number): number => Math.floor(random() * most);

function argumentOf(kind: FaultKind, random: Random): unknown {
  switch (kind) {
    case "429":
      return { header: ["ratelimit", "retry-after", "none"][below(random, 3)], seconds: 1 + below(random, 3) };
    case "503":
      return 1 + below(random, 12);
    case "status":
      return [400, 401, 403, 404, 408, 410, 416, 500, 502, 504][below(random, 10)];
    case "wrong-length":
      return below(random, 2) === 0 ? -1 - below(random, 20_000) : 1 + below(random, 20_000);
    case "wrong-content-range":
      return 1 + below(random, 1000);
    case "trickle":
      return 100 + below(random, 2000);
    case "delay":
      return below(random, 100);
    case "expire":
      return below(random, 2) / 10;
    case "redirect":
    case "foreign-next":
      return ["http://10.0.0.1/", "http://169.254.169.254/latest", "https://example.com/file"][below(random, 3)];
    case "etag":
    case "commit":
      return `other-${below(random, 3)}`;
    default:
      return below(random, sizeBytes);
  }
}

function faultOf(kind: FaultKind, random: Random): Fault {
  // Most pass, some stay.
  const nth = random() < 0.2 ? 0 : 1 + below(random, 5);
  const route = random() < 0.75 ? "content" : "resolve";
  return { route, kind, nth, arg: argumentOf(kind, random), path: null };
}

/** One download among its faults: what came of it must be right, or an error that has a code. */
async function runOnce(bench: DownloadBench, faults: Fault[]): Promise<"verified" | "failed"> {
  bench.hub.clearFaults();
  for (const fault of faults) bench.hub.addFault(fault);
  const told = JSON.stringify(faults);
  const order = await bench.order();
  const { id } = await bench.downloads.start(order);
  const { state, error } = await bench.settle(id);
  const files = existsSync(bench.models)
    ? readdirSync(bench.models, { recursive: true, withFileTypes: true }).filter(({ name }) => name.endsWith(".gguf"))
    : [];
  for (const { parentPath, name } of files) {
    const found = createHash("sha256")
      .update(readFileSync(`${parentPath}/${name}`))
      .digest("hex");
    expect(found, told).toBe(order.files[0]?.sha256);
  }
  if (state === "done") expect(files.length, told).toBe(1);
  else {
    expect(state, told).toBe("failed");
    expect(errorCodes, told).toContain(error?.code);
    expect(error?.code, told).not.toBe("internal");
    expect(files, told).toEqual([]);
  }
  await bench.downloads.cancel(id);
  rmSync(bench.models, { recursive: true, force: true });
  bench.installed.length = 0;
  return state === "done" ? "verified" : "failed";
}

it(
  `ends with the right file or an error that has a code, whatever goes wrong: ${runs} runs of faults at random`,
  { timeout: 60_000 + runs * 5_000 },
  async () => {
    const random = seededRandom(seed);
    const plans = Array.from({ length: runs }, (_, run) => {
      const chosen = [kinds[run % kinds.length] as FaultKind];
      while (random() < 0.4) chosen.push(kinds[below(random, kinds.length)] as FaultKind);
      return chosen.map((kind) => faultOf(kind, random));
    });
    const ends = { verified: 0, failed: 0 };
    const lane = async (): Promise<void> => {
      const bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", sizeBytes)], {
        timers: fastTimers(100),
        clock: fastTimers(100),
        limits: { ...smallLimits, offlineAttempts: 4, attempts: 4 },
      });
      try {
        for (let plan = plans.pop(); plan !== undefined; plan = plans.pop()) ends[await runOnce(bench, plan)]++;
      } finally {
        await bench.close();
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    // Both ends have been seen, so neither is all that this can say.
    expect(ends.verified + ends.failed).toBe(runs);
    expect(Math.min(ends.verified, ends.failed)).toBeGreaterThan(0);
  },
);
