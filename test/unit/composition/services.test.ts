import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { FitReport, InstalledVariant, Ladder, LadderRequest } from "../../../src-shared/contract/index.ts";
import { wordedFailure } from "../../fixtures/worded.ts";
import { type Desktop, type Services, createHandlers } from "../../../src-main/composition/index.ts";
import { openServices } from "../../fixtures/open-services.ts";
import { tinyChatModel } from "../../fixtures/index.ts";
import { type RunningHub, startHub } from "../../hub/index.ts";

const llama = "bitloft-test/Llama-3.1-8B-Instruct-GGUF";
const desktop = {
  pickGguf: vi.fn<Desktop["pickGguf"]>(),
  pickConversations: vi.fn<Desktop["pickConversations"]>(),
  pickText: vi.fn<Desktop["pickText"]>(),
  pickMatrix: vi.fn<Desktop["pickMatrix"]>(),
  pickPresets: vi.fn<Desktop["pickPresets"]>(),
  pickExport: vi.fn<Desktop["pickExport"]>(),
  pickBackupPlace: vi.fn<Desktop["pickBackupPlace"]>(),
  pickBackup: vi.fn<Desktop["pickBackup"]>(),
  pickCertificate: vi.fn<Desktop["pickCertificate"]>(),
  askToOpen: vi.fn<Desktop["askToOpen"]>(),
  reveal: vi.fn<Desktop["reveal"]>(),
  pickFolder: vi.fn<Desktop["pickFolder"]>(),
  openFolder: vi.fn<Desktop["openFolder"]>(),
};
const info = { version: "0", platform: "linux", electron: "0", developmentRuntime: false, dataFolder: "" };

let folder: string;
let hub: RunningHub;
let services: Services;
let installed: InstalledVariant;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-services-"));
  hub = await startHub();
  services = await openServices(folder, hub.url);
  const model = join(folder, "tiny-F16.gguf");
  tinyChatModel(model);
  installed = await services.library.importFile(model);
});
afterAll(async () => {
  await services.dispose();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  hub.clearLog();
  hub.clearFaults();
});

const requests = (): number => hub.log().requests.length;

const open = (repository: string) => services.planning.open({ kind: "repository", repository });
const ladder = async ({ repository, ...question }: LadderRequest): Promise<Ladder> =>
  (await open(repository)).ladder(question);
const fit = async (repository: string): Promise<FitReport> => (await open(repository)).fit({ plan: {}, machine: null });

describe("the ladder", () => {
  it("asks the Hub once, however often its sliders move", async () => {
    const at = (contextTokens: number) => ladder({ repository: llama, plan: { contextTokens }, machine: null });
    const [first, second] = [await at(4096), requests()] as const;
    expect(second).toBeGreaterThan(0);
    const longer = await at(32_768);
    const elsewhere = await ladder({
      repository: llama,
      plan: {},
      machine: { memory: { totalBytes: 4 * 2 ** 30 } },
    });
    expect(requests()).toBe(second);
    const kv = ({ report }: Ladder) => report?.variants.find(({ memory }) => memory !== null)?.memory?.kvBytes ?? 0;
    expect(kv(longer)).toBe(8 * kv(first));
    expect(elsewhere.report?.recommended).not.toBe(first.report?.recommended);
  });

  it("asks once for two that come at the same time", async () => {
    const repository = "bitloft-test/Llama-3.2-3B-Instruct-GGUF";
    const request = { repository, plan: {}, machine: null };
    await Promise.all([ladder(request), ladder(request)]);
    const details = hub.log().requests.filter(({ route }) => route === "detail");
    expect(details).toHaveLength(1);
  });

  it("asks again after some minutes, on a clock that was set back too", async () => {
    const again = () => ladder({ repository: llama, plan: {}, machine: null });
    await again();
    const [before, now] = [requests(), Date.now()];
    const clock = vi.spyOn(Date, "now").mockImplementation(() => now - 3_600_000);
    try {
      await again();
      expect(requests()).toBeGreaterThan(before);
    } finally {
      clock.mockRestore();
    }
  });

  it("tells a problem in the window and throws it for the command line", async () => {
    const gone = "nobody/nothing";
    await expect(ladder({ repository: gone, plan: {}, machine: null })).rejects.toMatchObject({
      code: "hub-not-found",
    });
    await expect(fit(gone)).rejects.toMatchObject({ code: "hub-not-found" });
  });
});

describe("one model, however it was opened", () => {
  const question = { plan: { contextTokens: 512 }, machine: null };

  it("is judged alike", async () => {
    const { planning } = services;
    const file = await planning.open({ kind: "file", path: installed.path });
    const variant = await planning.open({ kind: "installed", variantId: installed.id });
    const [own] = (await variant.fit(question)).variants;
    const [ofFile] = (await file.fit(question)).variants;
    // People may see the path of their own file.
    expect({ ...ofFile, files: own?.files }).toEqual(own);
    expect(variant.fitOn(await services.hardware.get(), question.plan)).toEqual(own);
    expect(await variant.frontier(question)).toEqual(await file.frontier(question));
    const key = own?.key ?? "";
    expect(await variant.explain(key, question)).toEqual(await file.explain(key, question));
    expect(await file.explain("another", question)).toBeNull();
  });

  it("is not opened where it is no longer in the library", async () => {
    await expect(services.planning.open({ kind: "installed", variantId: "nobody" })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

describe("a load", () => {
  it("is refused with its figures when it does not fit, and goes on when it is told to", async () => {
    const tooMuch = 1_000_000_000_000_000;
    services.settings.patch({ memoryReserveBytes: tooMuch });
    try {
      const request = { variantId: installed.id, plan: { contextTokens: 256 } };
      const refused = await wordedFailure(services.loader.load({ ...request, force: false }));
      expect(refused).toMatchObject({
        code: "out-of-memory",
        details: { verdict: expect.any(String) as string, needBytes: expect.any(Number) as number },
      });
      expect(refused.message).toMatch(/needs .* of memory, and .* (is|are) available now/);
      const state = await services.loader.load({ ...request, force: true });
      expect(state).toMatchObject({ status: "ready", variantId: installed.id });
      expect(state.predicted).not.toBeNull();
    } finally {
      services.settings.patch({ memoryReserveBytes: null });
      await services.sessions.unload();
    }
  });

  it("is not begun when its signal was aborted before", async () => {
    const load = services.loader.load({ variantId: installed.id, plan: {}, force: false }, AbortSignal.abort());
    await expect(load).rejects.toSatisfy(
      (error: Error & { code?: unknown }) => error.name === "AbortError" || error.code === "cancelled",
    );
    expect(services.sessions.state().status).toBe("idle");
  });

  it("of what is not there says so", async () => {
    const load = services.loader.load({ variantId: "nobody", plan: {}, force: false });
    await expect(load).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("a download", () => {
  it("names the variants that there are when the one asked for is not", async () => {
    const start = services.downloads.start({ repository: llama, variant: "Q1_X" });
    expect(await wordedFailure(start)).toMatchObject({
      code: "not-found",
      message: expect.stringContaining("Q4_K_M") as string,
    });
  });

  it("starts nothing from the bundled catalogue, and says why", async () => {
    hub.addFault({ route: "*", nth: 0, kind: "status", arg: 500 });
    const { results } = await services.catalog.search({
      text: "mistral",
      sort: "downloads",
      maxParameters: null,
      label: null,
      source: "bundled",
      cursor: null,
    });
    const repository = results[0]?.repository ?? "";
    await expect(services.downloads.start({ repository, variant: "Q4_K_M" })).rejects.toMatchObject({
      code: expect.stringMatching(/^hub-/) as string,
    });
    expect(services.downloads.list()).toEqual([]);
  });
});

describe("the window's calls", () => {
  const { signal } = new AbortController();

  it.each(["http://example.com", "file:///etc/passwd", "javascript:alert(1)", "nonsense"])(
    "open nothing at %s",
    async (url) => {
      const { app } = createHandlers(services, desktop, info);
      await expect(app.openLink({ url }, signal)).rejects.toMatchObject({ code: "invalid-input" });
      expect(desktop.askToOpen).not.toHaveBeenCalled();
    },
  );

  it("ask before a web address is opened", async () => {
    const { app } = createHandlers(services, desktop, info);
    desktop.askToOpen.mockResolvedValueOnce(false);
    expect(await app.openLink({ url: "https://example.com/a?b" }, signal)).toEqual({ opened: false });
    expect(desktop.askToOpen).toHaveBeenCalledWith("https://example.com/a?b");
  });

  it("let new downloads go to the folder that was chosen, and nowhere that cannot be written to", async () => {
    const { settings } = createHandlers(services, desktop, info);
    const before = services.settings.modelsFolder();
    desktop.pickFolder.mockResolvedValueOnce(null);
    expect(await settings.chooseModelsFolder(undefined, signal)).toBeNull();
    desktop.pickFolder.mockResolvedValueOnce(join(folder, "nowhere"));
    await expect(settings.chooseModelsFolder(undefined, signal)).rejects.toMatchObject({ code: "disk-failed" });
    expect(services.settings.modelsFolder()).toBe(before);
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    desktop.pickFolder.mockResolvedValueOnce(elsewhere);
    expect(await settings.chooseModelsFolder(undefined, signal)).toMatchObject({ modelsFolder: elsewhere });
    await settings.openModelsFolder(undefined, signal);
    expect(desktop.openFolder).toHaveBeenCalledWith(elsewhere);
    // The one that Bitloft has by itself is not kept as a choice: it goes along with the data folder.
    desktop.pickFolder.mockResolvedValueOnce(before);
    mkdirSync(before, { recursive: true });
    expect((await settings.chooseModelsFolder(undefined, signal))?.settings.modelsFolder).toBeNull();
  });

  it("import what the dialog gave, and nothing when it was dismissed", async () => {
    const { library } = createHandlers(services, desktop, info);
    desktop.pickGguf.mockResolvedValueOnce(null);
    expect(await library.import(undefined, signal)).toBeNull();
    const another = join(folder, "another-F16.gguf");
    tinyChatModel(another);
    desktop.pickGguf.mockResolvedValueOnce(another);
    const job = await library.import(undefined, signal);
    expect(job).toMatchObject({ kind: "import", subject: { fileName: "another-F16.gguf" } });
    const ended = await services.jobs.settled(job?.id ?? "");
    expect(ended).toMatchObject({ state: "done" });
    const { variantId } = ended.result as { variantId: string };
    expect(services.library.get(variantId)).toMatchObject({ path: another, imported: true });
  });

  it("unload a model before it is deleted", async () => {
    const { library } = createHandlers(services, desktop, info);
    await services.loader.load({ variantId: installed.id, plan: { contextTokens: 256 }, force: false });
    await library.remove({ id: installed.id, confirmedBytes: installed.sizeBytes }, signal);
    expect(services.sessions.state().status).toBe("idle");
    expect(services.library.get(installed.id)).toBeNull();
    await expect((async () => library.reveal({ id: installed.id }, signal))()).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
