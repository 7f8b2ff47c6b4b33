import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { say, sayError } from "../../../../src-shared/words/index.ts";
import type { EngineState } from "../../../../src-shared/contract/index.ts";
import { wordedFailure } from "../../../fixtures/worded.ts";
import { type Logger, silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Answer } from "../../../../src-main/answers/engine/index.ts";
import { beyondMemoryBytes, whyNotRefused } from "../../../fixtures/beyond-memory.ts";
import { syntheticModel, writeGguf } from "../../../fixtures/index.ts";
import { MemoryCgroup, whyNoMemoryCgroup } from "../../../fixtures/memory-cgroup.ts";
import { OneEngine } from "../../../fixtures/one-engine.ts";
import { ask, loadOptions, newEngine, pidOf, plan, tinyModelFolder, watchStatuses, workerPath } from "./support.ts";

const errorWords = ({ error }: EngineState): string => (error === null ? "" : sayError(error));

let files: ReturnType<typeof tinyModelFolder>;
let engine: OneEngine;
const warnings: string[] = [];
const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };

beforeAll(() => {
  files = tinyModelFolder();
  engine = newEngine(logger);
});
afterEach(() => engine.unload());
afterAll(async () => {
  await engine.dispose();
  files.remove();
});

const kill = (signal: NodeJS.Signals): void => void process.kill(pidOf(engine), signal);

it.skipIf(process.platform === "win32")(
  "a SIGSEGV in mid-answer keeps the text, gives the reason, and a reload goes on",
  async () => {
    await engine.load(loadOptions(files.endless));
    const statuses = watchStatuses(engine);
    let seen = "";
    const answer = engine.generate(ask("Go on."), {
      onText: (text) => {
        if (seen === "") kill("SIGSEGV");
        seen += text;
      },
    });
    expect(await wordedFailure(answer)).toMatchObject({
      code: "engine-crashed",
      message: "The engine ended unexpectedly (SIGSEGV). The partial answer is kept; load the model again to go on.",
      details: { signal: "SIGSEGV" },
    });
    expect(seen).not.toBe("");
    expect(statuses).toEqual(["answering", "failed"]);
    expect(engine.state()).toMatchObject({ status: "failed", variantId: "tiny", error: { code: "engine-crashed" } });
    await expect(engine.generate(ask("Still there?"))).rejects.toMatchObject({ code: "engine-crashed" });
    await engine.load(loadOptions(files.model));
    expect((await engine.generate({ ...ask("Again."), maxTokens: 3 })).tokens).toBe(3);
  },
);

it.skipIf(process.platform === "win32")("a crash between answers is seen at once", async () => {
  await engine.load(loadOptions(files.model));
  const failed = new Promise<string>((resolve) => {
    engine.onChange(({ status, error }) => status === "failed" && resolve(error ? sayError(error) : ""));
  });
  kill("SIGABRT");
  expect(await failed).toBe("The engine ended unexpectedly (SIGABRT). Load the model again to go on.");
});

describe.skipIf(process.platform === "win32")("a SIGKILL in mid-answer", () => {
  let kills: number | null;
  let counted: OneEngine;
  beforeAll(() => {
    counted = newEngine(logger, { memoryKills: () => kills });
  });
  afterAll(() => counted.dispose());

  function killedAtFirstText(first: () => void = () => undefined): Promise<Answer> {
    let isKilled = false;
    return counted.generate(ask("Go on."), {
      onText: () => {
        if (isKilled) return;
        isKilled = true;
        first();
        process.kill(pidOf(counted), "SIGKILL");
      },
    });
  }

  it.each([
    ["the kernel's, which it counts, is told as memory that ran out", 7, 8, { code: "out-of-memory" }],
    ["where nobody counts is told as memory too", null, null, { code: "out-of-memory" }],
    ["somebody else's is told as such", 8, 8, { code: "engine-crashed", details: { planAtFault: false } }],
  ])("%s", async (_, before, after, told) => {
    kills = before;
    await counted.load(loadOptions(files.endless));
    const answer = killedAtFirstText(() => (kills = after));
    await expect(answer).rejects.toMatchObject(told);
    expect(counted.state().error?.details).toMatchObject({ signal: "SIGKILL" });
  });

  it("long after another program had to go for want of memory does not count as the same", async () => {
    kills = 1;
    await counted.load(loadOptions(files.endless));
    kills = 2;
    const answer = killedAtFirstText();
    await expect(answer).rejects.toMatchObject({ details: { planAtFault: false } });
  });
});

const refused = whyNoMemoryCgroup();

it("the kernel's own kill of a load is told as memory that ran out", async ({ skip }) => {
  skip(refused !== null, refused ?? "");
  const cgroup = new MemoryCgroup("killed");
  cgroup.limit(48 * MiB);
  const tight = newEngine(logger, { nodePath: cgroup.writeNode(join(files.folder, "node"), process.execPath) });
  try {
    await expect(tight.load(loadOptions(files.model))).rejects.toMatchObject({
      code: "out-of-memory",
      details: { signal: "SIGKILL" },
    });
  } finally {
    await tight.dispose();
    cgroup.remove();
  }
});

it.skipIf(process.platform !== "linux")("the kernel would end the engine before anything else", async () => {
  await engine.load(loadOptions(files.model));
  const readScore = (pid: number | "self"): number =>
    Number(readFileSync(`/proc/${String(pid)}/oom_score_adj`, "utf8"));
  expect(readScore(pidOf(engine))).toBe(800);
  expect(readScore("self")).toBeLessThan(800);
});

it("a context beyond all memory fails with the buffer, its size and its device", async ({ skip }) => {
  skip(whyNotRefused() !== null, whyNotRefused() ?? "");
  const wide = join(files.folder, "wide.gguf");
  // So much cache a token that few tokens' own bookkeeping goes with much more than all memory.
  const shape = { vocabulary: 2048, heads: 9, kvHeads: 9, keyLength: 1024, valueLength: 1024, blocks: 30 };
  const bytesPerToken = shape.blocks * shape.kvHeads * (shape.keyLength + shape.valueLength) * 2;
  writeGguf(wide, syntheticModel("smollm2-135m", { shape }));
  const contextTokens = 256 * Math.ceil(beyondMemoryBytes() / bytesPerToken / 256);
  const loading = engine.load(loadOptions(wide, { plan: { ...plan, contextTokens } }));
  await expect(loading).rejects.toMatchObject({
    code: "out-of-memory",
    details: {
      contextTokens,
      device: "CPU",
      purpose: "cache",
      bufferBytes: expect.closeTo(contextTokens * bytesPerToken, -7) as number,
    },
  });
  expect(engine.state()).toMatchObject({ status: "failed", error: { code: "out-of-memory" } });
  expect(errorWords(engine.state())).toMatch(
    /^There was no room for a context of [\d,]+ tokens: [\d.]+ GB of the computer's memory\. /,
  );
});

it("a file that is gone is named", async () => {
  const missing = join(files.folder, "gone.gguf");
  await expect(engine.load(loadOptions(missing))).rejects.toMatchObject({
    code: "file-missing",
    details: { path: missing },
  });
});

it("a file that is no model fails with a reason and no stack", async () => {
  const broken = join(files.folder, "broken.gguf");
  writeFileSync(broken, readFileSync(files.model).subarray(0, 200_000));
  const loading = engine.load(loadOptions(broken));
  await expect(loading).rejects.toMatchObject({ code: "load-failed" });
  const message = errorWords(engine.state());
  expect(message).toMatch(/^The model could not be loaded: ./);
  expect(message).not.toMatch(/exit code|\n|^\s+at /i);
});

it("an engine that cannot even start says so", async () => {
  const nodePath = join(files.folder, "no-node-here");
  const other = new OneEngine({ nodePath, workerPath, logger: silentLogger, clock: { now: () => 0 } });
  await expect(other.load(loadOptions(files.model))).rejects.toMatchObject({ code: "load-failed" });
  expect(other.state().status).toBe("failed");
  await other.dispose();
});

it.each([
  [
    "a template that never ends",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    /too much time/,
  ],
  [
    "a text that doubles",
    "{% set n = namespace(s='xx') %}{% for a in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    /too much/,
  ],
  [
    "a list that doubles",
    "{% set n = namespace(s=[1]) %}{% for a in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
    /too much time/,
  ],
  ["a refusal", "{{ raise_exception('not today') }}", /not today/],
  ["broken syntax", "{% if %}", /Expected an expression/],
])(
  "%s gives way to a known form, which is told, and the engine goes on in little memory",
  async (_, chatTemplate, reason) => {
    const hostile = join(files.folder, "hostile.gguf");
    writeGguf(hostile, syntheticModel("smollm2-135m", { chatTemplate, shape: { vocabulary: 2048, blocks: 2 } }));
    await engine.load(loadOptions(hostile, { templateHint: "SmolLM2" }));
    expect(engine.state().fallbackForm).toBeNull();
    const processId = engine.processId();
    const answer = await engine.generate({ ...ask("Hello"), maxTokens: 3 });
    expect(answer.tokens).toBe(3);
    const { fallbackForm } = engine.state();
    expect(fallbackForm?.name).toBe("ChatML");
    expect(fallbackForm && say(fallbackForm.reason)).toMatch(reason);
    expect(warnings.at(-1)).toMatch(/own chat template is not used/);
    expect(engine.processId()).toBe(processId);
    if (process.platform === "linux") expect(peakBytes(processId)).toBeLessThan(700 * MiB);
    await engine.load(loadOptions(files.model));
    expect(engine.state().fallbackForm).toBeNull();
  },
);

/** The most that the process has ever held. */
function peakBytes(processId: number | null): number {
  const status = readFileSync(`/proc/${processId ?? 0}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024;
}

it("a template that brought the engine down is not used again for its model, and for no other one less", async () => {
  const notices: string[] = [];
  const noting: Logger = { ...silentLogger, warn: (_, data) => notices.push(String(data?.["notice"])) };
  const standIn = fileURLToPath(new URL("./engine-stand-in.mjs", import.meta.url));
  const other = newEngine(noting, { workerPath: standIn });
  try {
    await other.load(loadOptions(files.model, { variantId: "a" }));
    await expect(other.generate(ask("die"))).rejects.toMatchObject({ code: "template-failed" });
    const loadNotice = async (variantId: string): Promise<string | undefined> => {
      notices.length = 0;
      await other.load(loadOptions(files.model, { variantId }));
      await vi.waitFor(() => expect(notices).not.toEqual([]));
      return notices[0];
    };
    expect(await loadNotice("a")).toBe("load in a known form");
    expect(await loadNotice("b")).toBe("load");
    expect(await loadNotice("a")).toBe("load in a known form");
  } finally {
    await other.dispose();
  }
});
