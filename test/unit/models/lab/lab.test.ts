import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Services } from "../../../../src-main/composition/index.ts";
import { silentLogger, systemClock } from "../../../../src-main/ground/core/index.ts";
import { childEnvironment } from "../../../../src-main/ground/processes/index.ts";
import { Lab, type LabOptions, type MeasureRequest } from "../../../../src-main/models/lab/index.ts";
import { scriptedModel, tinyChatModel } from "../../../fixtures/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { openServices } from "../../../fixtures/open-services.ts";
import { chatMl } from "../../answers/engine/support.ts";

let folder: string;
let services: Services;
let model: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-lab-"));
  model = join(folder, "tiny-F16.gguf");
  tinyChatModel(model);
  services = await openServices(folder);
});
afterEach(async () => {
  await services.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const file = (path: string) => ({ kind: "file", path }) as const;
const watch = () => ({ signal: new AbortController().signal });
const toQ8 = () => ({ subject: file(model), label: "q8_0", matrix: null, output: null, threads: 1 });

function words(count: number): string {
  const path = join(folder, `${count}-words.txt`);
  writeFileSync(path, Array.from({ length: count }, (_, i) => ["bade", "kilo", "mona"][i % 3]).join(" "));
  return path;
}

const measuring = (variant: string, text: string): MeasureRequest => ({
  variant: file(variant),
  reference: file(model),
  text: { kind: "file", path: text },
  tokens: 1,
});

const standIn = (does: string, more: Partial<LabOptions> = {}): Lab => {
  const db = openAppDatabase(join(folder, "lab.db"));
  return new Lab({
    nodePath: process.execPath,
    workerPath: fileURLToPath(new URL("lab-stand-in.mjs", import.meta.url)),
    libraries: folder,
    env: { ...childEnvironment({}), LAB_STAND_IN: does },
    engineVersion: "test",
    db,
    library: services.library,
    planning: services.planning,
    lookAgain: async () => undefined,
    modelsFolder: () => join(folder, "models"),
    workFolder: join(folder, "work"),
    textsFolder: folder,
    conversations: () => "",
    clock: systemClock,
    logger: silentLogger,
    ...more,
  });
};

describe("a file of another type", () => {
  it("enters the library with what it was made from, and is made once", async () => {
    const made = await services.lab.quantise(toQ8(), watch());
    expect(made.madeFrom.label).toBe("F16");
    expect(made.path).toMatch(/models.made.tiny-Q8_0\.gguf$/);
    const installed = services.library.get(made.variantId ?? "");
    expect(installed).toMatchObject({ label: "Q8_0", state: "ready", imported: false, sha256: made.sha256 });
    expect(await services.library.verify(made.variantId ?? "")).toMatchObject({ ok: true });
    await expect(services.lab.quantise(toQ8(), watch())).rejects.toMatchObject({ key: "made-file-exists" });
    const fromIt = {
      ...toQ8(),
      subject: { kind: "installed", variantId: made.variantId ?? "" } as const,
      label: "Q4_0",
    };
    const again = await services.lab.quantise(fromIt, watch());
    expect(again.madeFrom).toEqual({ label: "Q8_0", sha256: made.sha256 });
  });

  it("of a type that needs a matrix is refused without one, and made with one that was collected here", async () => {
    const output = join(folder, "out.gguf");
    const request = { ...toQ8(), label: "IQ2_XXS", output };
    await expect(services.lab.quantise(request, watch())).rejects.toMatchObject({ key: "matrix-needed" });
    expect(readdirSync(folder).filter((name) => name.includes("out.gguf"))).toEqual([]);
    const matrix = join(folder, "matrix.gguf");
    const text = { kind: "file", path: words(4000) } as const;
    const collected = await services.lab.collectMatrix(
      { subject: file(model), text, tokens: 600, output: matrix },
      watch(),
    );
    expect(collected).toMatchObject({ path: matrix, entries: 14, tokens: 1024 });
    expect(await services.lab.quantise({ ...request, matrix }, watch())).toMatchObject({
      path: output,
      variantId: null,
    });
    for (const given of [matrix, output]) {
      // It is given to others: the text's name is in it, and where that lies is not.
      expect(readFileSync(given).includes(basename(text.path))).toBe(true);
      expect(readFileSync(given).includes(folder)).toBe(false);
    }
    await expect(
      services.lab.quantise({ ...request, output: `${output}2`, matrix: words(9) }, watch()),
    ).rejects.toMatchObject({ key: "matrix-unusable" });
  });

  it("is offered only with a matrix that was collected from this very model, not from one of the same name", async () => {
    const { id } = await services.library.importFile(model);
    mkdirSync(join(folder, "other"));
    const namesake = join(folder, "other", "tiny-F16.gguf");
    scriptedModel(namesake, { ...chatMl, say: ["tick"], then: "end" });
    const other = await services.library.importFile(namesake);
    await services.library.verify(other.id);
    await services.library.verify(id);
    const { name = "", sha256 = null } = services.library.get(id) ?? {};
    const made = join(services.settings.modelsFolder(), "made");
    const collected = join(made, `${name}-${sha256?.slice(0, 16) ?? ""}-imatrix.gguf`);
    mkdirSync(made, { recursive: true });
    writeFileSync(collected, "GGUF");
    expect(await services.lab.collectedMatrix(id)).toBe(collected);
    await expect(services.lab.collectedMatrix(other.id)).rejects.toMatchObject({ code: "file-missing" });
  });

  it("is not begun for a label that there is none of, out of a damaged file, or over the file that is read", async () => {
    await expect(services.lab.quantise({ ...toQ8(), label: "Q9" }, watch())).rejects.toMatchObject({
      key: "no-quantise-label",
    });
    await expect(services.lab.quantise({ ...toQ8(), output: model }, watch())).rejects.toMatchObject({
      key: "output-is-input",
    });
    truncateSync(model, 100_000);
    await expect(services.lab.quantise(toQ8(), watch())).rejects.toMatchObject({ code: "malformed-gguf" });
  });
});

describe("a measurement", () => {
  it("finds nothing between a file and itself, something between two types, and is kept", async () => {
    const text = words(4000);
    const same = await services.lab.measure(measuring(model, text), watch());
    expect(same.klDivergence.max).toBeLessThan(1e-9);
    expect(same.sameTopWord.share).toBe(1);
    expect(same).toMatchObject({ positions: 255, text: { tokens: 512, name: "4000-words.txt" } });
    const { path } = await services.lab.quantise({ ...toQ8(), label: "Q4_0" }, watch());
    const shares: number[] = [];
    const measured = await services.lab.measure(measuring(path, text), {
      ...watch(),
      onProgress: (s) => shares.push(s),
    });
    expect(measured.klDivergence.mean).toBeGreaterThan(1e-5);
    expect(measured.klDivergence.median).toBeLessThanOrEqual(measured.klDivergence.p99);
    expect(shares.at(-1)).toBe(1);
    const again: number[] = [];
    const kept = await services.lab.measure(measuring(path, text), { ...watch(), onProgress: (s) => again.push(s) });
    expect(kept).toEqual(measured);
    expect(again).toEqual([]);
  });

  it("is kept with where the two part, as one of the variants that the library has", async () => {
    const { variantId } = await services.lab.quantise({ ...toQ8(), label: "Q4_0" }, watch());
    const { id: referenceId } = await services.library.importFile(model);
    const text = { kind: "file", path: words(4000) } as const;
    const request: MeasureRequest = {
      variant: { kind: "installed", variantId: variantId ?? "" },
      reference: { kind: "installed", variantId: referenceId },
      text,
      tokens: 1,
    };
    expect(await services.lab.estimate(request, watch().signal)).toMatchObject({ isKnown: false, sideBySide: true });
    const { id, parting } = await services.lab.measure(request, watch());
    expect(services.lab.measured()).toMatchObject([{ id, variantId, referenceId, hasParting: true }]);
    expect(services.lab.parting(id)).toEqual(parting);
    expect(parting.alongText).toHaveLength(1);
    expect(await services.lab.estimate(request, watch().signal)).toMatchObject({ isKnown: true });
    expect(services.lab.parting("other")).toBeNull();
    const subject = await services.planning.open({ kind: "installed", variantId: variantId ?? "" });
    const [fit] = (await subject.fit({ plan: {}, machine: null })).variants;
    expect(fit?.quality.basis).toMatchObject([{ key: "measured-here" }]);
  });

  it("reads the reader's own conversations, and leaves nothing of them behind", async () => {
    const own = standIn("babbles", { conversations: (most) => "word ".repeat(most / 5) });
    const request = { ...measuring(model, model), text: { kind: "conversations" } as const };
    expect(await own.estimate(request, watch().signal)).toMatchObject({ isKnown: false });
    expect(readdirSync(join(folder, "work"))).toEqual([]);
  });

  it("over the reader's own conversations shows passages of them until it is closed, and writes down none", async () => {
    const conversations = () => "word ".repeat(200);
    const own = standIn("measures", { conversations });
    const request = { ...measuring(model, model), text: { kind: "conversations" } as const };
    const { id } = await own.measure(request, watch());
    expect(own.parting(id)?.places).toMatchObject([{ before: "a secret" }]);
    const next = standIn("measures", { conversations });
    expect(next.measured()).toMatchObject([{ id, klDivergence: { mean: 1 } }]);
    expect(next.parting(id)).toMatchObject({ places: null, alongText: [1] });
    // Measured again, they are there again.
    expect((await next.measure(request, watch())).parting.places).toHaveLength(1);
  });

  it("may be asked for twice at once", async () => {
    const text = words(4000);
    const asked = [measuring(model, text), { ...measuring(model, text), tokens: 1024 }];
    const both = await Promise.all(asked.map((request) => services.lab.measure(request, watch())));
    expect(both.map(({ positions }) => positions)).toEqual([255, 510]);
  });

  it("is refused over one word, of another vocabulary, and of a text that is not there", async () => {
    await expect(services.lab.measure(measuring(model, words(1)), watch())).rejects.toMatchObject({
      key: "text-too-short",
      details: { neededTokens: 512 },
    });
    const other = join(folder, "other.gguf");
    scriptedModel(other, { ...chatMl, say: ["tick"], then: "end" });
    await expect(services.lab.measure(measuring(other, words(4000)), watch())).rejects.toMatchObject({
      key: "vocabularies-differ",
    });
    await expect(services.lab.measure(measuring(model, join(folder, "none")), watch())).rejects.toMatchObject({
      code: "file-missing",
    });
  });
});

describe("the lab", () => {
  const left = (): string[] => readdirSync(join(folder, "models", "made"));

  it("outlives its child, and nothing half made is left", async () => {
    await expect(standIn("dies").quantise(toQ8(), watch())).rejects.toMatchObject({
      code: "engine-crashed",
      key: "lab-ended",
      details: { signal: "SIGKILL" },
    });
    expect(left()).toEqual([]);
  });

  it("does not wait for a child whose report it does not understand", async () => {
    await expect(standIn("babbles").quantise(toQ8(), watch())).rejects.toMatchObject({ code: "internal" });
    expect(left()).toEqual([]);
  });

  // Elsewhere it is asked to rest, between two chunks.
  it.runIf(process.platform === "linux")(
    "rests while an answer is written, and can be cancelled meanwhile",
    async () => {
      let isWanted = false;
      const listeners = new Set<() => void>();
      const want = (now: boolean): void => {
        isWanted = now;
        for (const listener of listeners) listener();
      };
      const givesWay = {
        isWanted: () => isWanted,
        onChange: (listener: () => void) => (listeners.add(listener), () => listeners.delete(listener)),
      };
      const controller = new AbortController();
      const begun = vi.fn();
      const rested: boolean[] = [];
      const cancelled = standIn("tells", { givesWay }).quantise(toQ8(), {
        signal: controller.signal,
        onProgress: begun,
        onResting: (isResting) => rested.push(isResting),
      });
      await expect.poll(() => begun.mock.calls.length).toBeGreaterThan(0);
      const made = join(folder, "models", "made");
      const pid = readFileSync(join(made, readdirSync(made)[0] ?? ""), "utf8");
      const state = (): string =>
        readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /, "")
          .slice(0, 1);
      want(true);
      await expect.poll(state).toBe("T");
      want(false);
      await expect.poll(state).not.toBe("T");
      want(true);
      await expect.poll(state).toBe("T");
      expect(rested).toEqual([true, false, true]);
      controller.abort();
      await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
      expect(left()).toEqual([]);
      expect(listeners.size).toBe(0);
    },
  );

  it("deletes what was begun when it is cancelled", async () => {
    const controller = new AbortController();
    const cancelled = standIn("hangs").quantise(toQ8(), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(left()).toEqual([]);
  });

  it("begins no file for which there is no room, and says so where the disk fills up", async () => {
    const small = { freeBytes: () => Promise.resolve(1e9) };
    await expect(standIn("large", small).quantise(toQ8(), watch())).rejects.toMatchObject({
      code: "disk-full",
      key: "lab-too-little-space",
    });
    await expect(standIn("full").quantise(toQ8(), watch())).rejects.toMatchObject({ code: "disk-full", key: "lab" });
    const full = { freeBytes: () => Promise.resolve(0) };
    await expect(standIn("dies", full).quantise(toQ8(), watch())).rejects.toMatchObject({ code: "disk-full" });
    expect(left()).toEqual([]);
  });

  it("deletes what processes that are gone have left, and what runs goes on", async () => {
    const made = join(folder, "models", "made");
    const jobs = services.labJobs.quantise({ ...toQ8(), output: join(made, "tiny-Q8_0.gguf") });
    expect(jobs).toMatchObject({ kind: "quantise", state: "running", subject: { fileName: "tiny-F16.gguf" } });
    const ended = await services.jobs.settled(jobs.id);
    expect(ended).toMatchObject({ state: "done", result: { variantId: null } });
    writeFileSync(join(made, "tiny-Q4_0.gguf.999999999-0a1b2c3d.part"), "GGUF");
    await services.lab.quantise({ ...toQ8(), label: "Q4_0", output: join(made, "tiny-Q4_0.gguf") }, watch());
    expect(left().sort()).toEqual(["tiny-Q4_0.gguf", "tiny-Q8_0.gguf"]);
    expect(existsSync(join(made, "tiny-Q4_0.gguf"))).toBe(true);
    expect(readFileSync(join(made, "tiny-Q4_0.gguf")).subarray(0, 4).toString()).toBe("GGUF");
  });
});
