import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { afterAll, expect, it } from "vitest";
import { DirectTokens } from "../../../../src-main/answers/engine/worker/direct-tokens.ts";
import { tinyModelFolder } from "./support.ts";

interface Written {
  written: number[];
  end: string;
  there: number[];
  next: number;
}

const files = tinyModelFolder();
afterAll(() => files.remove());

it("direct steps write what the library's own write, and leave the same behind", () => {
  const script = fileURLToPath(new URL("../../../fixtures/both-streams.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [script, files.model], {
    encoding: "utf8",
    env: { ...process.env, UV_THREADPOOL_SIZE: "1" },
  });
  if (stdout === "") throw new Error(stderr);
  const { full, ...ways } = JSON.parse(stdout) as Record<string, Record<string, Written | null>>;
  expect(Object.keys(ways)).toHaveLength(5);
  for (const [way, { library, direct, waiting }] of Object.entries(ways)) {
    expect(library?.written, way).toHaveLength(40);
    expect(library?.there, way).toHaveLength(library?.next ?? 0);
    expect(direct, way).toEqual(library);
    expect(waiting, way).toEqual(library);
  }
  for (const by of ["library", "direct"]) expect(full?.[by], by).toMatchObject({ end: "Error: full" });
  expect(full?.["direct"]?.written).toEqual(full?.["library"]?.written);
});

/** As far as direct steps need it: what the library keeps of its context, and a native side that draws `drawn`. */
function sequenceThatDraws(drawn: () => Promise<number>) {
  const sequence = {
    ...{ _sequenceId: 0, _nextTokenIndex: 0, _contextTokens: [] as number[], _resolveSamplerConfig: () => ({}) },
    ...{ contextSize: 100, needsCheckpoints: false },
    get nextTokenIndex(): number {
      return this._nextTokenIndex;
    },
    model: {
      _model: {},
      _llama: {
        _bindings: {
          AddonSampler: class {
            applyConfig(): void {
              return;
            }
          },
        },
      },
    },
    context: {
      batchSize: 32,
      _ctx: {
        initBatch: () => undefined,
        addToBatch: () => Uint32Array.of(0),
        decodeBatch: () => Promise.resolve(),
        sampleToken: drawn,
        setThreads: () => undefined,
      },
    },
  };
  return sequence;
}

it.each([
  ["fails", () => Promise.reject(new Error("lost"))],
  ["gives none", () => Promise.resolve(-1)],
])("direct steps account for what was read when the draw after it %s", async (_, drawn) => {
  const sequence = sequenceThatDraws(drawn);
  const options = { sampling: {}, threads: () => 1, inOrder: true, full: () => expect.unreachable() };
  const tokens = DirectTokens.of(sequence as unknown as LlamaContextSequence, [5 as Token, 6 as Token], options);
  await expect(tokens?.next()).rejects.toThrow();
  expect([sequence._contextTokens, sequence._nextTokenIndex]).toEqual([[5, 6], 2]);
});
