import { expect } from "vitest";
import { toBridgeError } from "../../../src-renderer/bridge/index.ts";
import {
  type Events,
  type Calls,
  type Comparison,
  type Job,
  type LinkedModels,
  type MeasureChoice,
  type LibraryFolder,
  type Message,
  type OpenRequest,
  type OwnPreset,
  type SavedPrompt,
  messageText,
} from "../../../src-shared/contract/index.ts";
import type { ShapeOptions } from "./shape.ts";
import { type Side, told } from "./sides.ts";

export interface Check extends ShapeOptions {
  /** Makes the call and holds what follows it to what the window relies on; the answer, for its form. */
  run: (side: Side) => Promise<unknown>;
}

const byId = [""];
/** A machine whose bandwidth was measured once. */
const measuredOnce = { optional: [".memory.bandwidthMeasuredAt"] };

async function conversation({ bridge, installedId }: Side): Promise<string> {
  return (await bridge.chat.create({ variantId: installedId })).id;
}

/** Those whose model is loaded. */
const ready = new WeakSet<Side>();

/** With a question and its whole answer. */
async function answered(side: Side): Promise<{ id: string; questionId: string; answerId: string }> {
  if (!ready.has(side)) await side.bridge.engine.load({ variantId: side.installedId, plan: { contextTokens: 512 } });
  ready.add(side);
  const id = await conversation(side);
  const { messages } = await side.bridge.chat.send({ conversationId: id, text: "Hello" });
  const [questionId = "", answerId = ""] = messages.map((message) => message.id);
  await told(side, "chatChanged", ({ messages: ended }) =>
    ended.some((message) => message.id === answerId && message.state === "complete"),
  );
  return { id, questionId, answerId };
}

/** Two installed variants that can chat. */
async function pair(side: Side): Promise<string[]> {
  const { bridge, installedId } = side;
  const other = async (): Promise<string | undefined> =>
    (await bridge.library.list()).items.find(({ id, name }) => id !== installedId && /picked|Scripted/.test(name))?.id;
  if ((await other()) === undefined) {
    side.pickFile();
    await bridge.library.import();
    await told(side, "library", ({ put }) => put.some(({ name }) => /picked|Scripted/.test(name)));
  }
  return [installedId, (await other()) ?? ""];
}

/** A blind comparison whose answers are all whole. */
async function compared(side: Side): Promise<Comparison> {
  const [begun] = await side.bridge.compare.start({
    variantIds: await pair(side),
    prompts: ["Hello"],
    settings: { contextTokens: 512 },
    isBlind: true,
  });
  const { put } = await told(side, "comparisons", ({ put: changed }) =>
    changed.some(({ id, doneCount }) => id === begun?.id && doneCount === 2),
  );
  const [done] = put;
  if (done === undefined) throw new Error("it was not answered");
  return done;
}

/** A file of another program's conversations, by the id that main gave it. */
async function chosen({ bridge }: Side): Promise<string> {
  return (await bridge.chatFiles.choose())?.id ?? "";
}

async function ownPresetAndPrompt({ bridge }: Side): Promise<{ preset: OwnPreset; prompt: SavedPrompt }> {
  const preset = { id: null, name: "Mine", sampling: { topK: 3 }, systemPrompt: "Be brief.", answerForm: null };
  return {
    preset: await bridge.presets.save(preset),
    prompt: await bridge.prompts.save({ id: null, name: "Short", text: "Be brief." }),
  };
}

const measuring = ({ installedId }: Side): MeasureChoice => ({
  variantId: installedId,
  referenceId: installedId,
  text: { kind: "bundled", name: "english" },
  tokens: 512,
});

/** Measures a model against itself; at once where that was done. */
async function measured(side: Side): Promise<{ id: string; job: Job<"measure"> }> {
  const job = await side.bridge.lab.measure(measuring(side));
  const { put } = await told(side, "jobs", ({ put: [first] }) => first?.id === job.id && first.state !== "running");
  return { id: (put[0] as Job<"measure">).result?.id ?? "", job };
}

/** Makes a smaller variant, which is measured. */
async function make(side: Side): Promise<Job<"quantise">> {
  const { bridge, installedId } = side;
  const thenMeasure = { text: { kind: "bundled", name: "english" } as const, tokens: 512 };
  const request = { variantId: installedId, label: "Q8_0", matrix: null, name: "smaller", thenMeasure };
  const job = await bridge.lab.make(request);
  const { put } = await told(side, "jobs", ({ put: [first] }) => first?.id === job.id && first.state !== "running");
  const variantId = (put[0] as Job<"quantise">).result?.variantId;
  await told(
    side,
    "jobs",
    ({ put: [first] }) => first?.kind === "measure" && first.subject.variantId === variantId && first.state === "done",
  );
  return job;
}

/** What became of models that were taken over. */
async function ended(side: Side, id: string): Promise<LinkedModels> {
  const { put } = await told(side, "jobs", ({ put: [first] }) => first?.id === id && first.state === "done");
  return put[0]?.result as LinkedModels;
}

/** A download that has not ended. */
async function download({ bridge, repository, variant }: Side): Promise<string> {
  const { id } = await bridge.downloads.start({ repository, variant });
  await bridge.downloads.pause({ id });
  return id;
}

/** Either a value or the code of the failure: where both sides must agree on which. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  return call.catch((thrown: unknown) => ({ failed: toBridgeError(thrown).code }));
}

/** Every call of the contract: one that is not here does not compile. */
async function addFolder(side: Side): Promise<LibraryFolder> {
  side.pickFolder();
  const added = await side.bridge.modelFolders.add();
  if (added === null) throw new Error("no folder was chosen");
  return added;
}

export const checks: { [D in keyof Calls]: { [N in keyof Calls[D]]: Check } } = {
  app: {
    info: { run: ({ bridge }) => bridge.app.info() },
    openLink: { run: ({ bridge }) => bridge.app.openLink({ url: "https://example.org/" }) },
    ready: { run: ({ bridge }) => bridge.app.ready() },
  },
  machine: {
    get: { ...measuredOnce, run: ({ bridge }) => bridge.machine.get() },
    refresh: {
      ...measuredOnce,
      async run(side) {
        const machine = await side.bridge.machine.refresh();
        await told(side, "machine", () => true);
        return machine;
      },
    },
    measureBandwidth: {
      ...measuredOnce,
      async run(side) {
        const machine = await side.bridge.machine.measureBandwidth();
        await told(side, "machine", () => true);
        return machine;
      },
    },
    // Of a computer that is described by hand everything but its memory may be left out.
    common: { optional: ["[].input"], run: ({ bridge }) => bridge.machine.common() },
    limits: { run: ({ bridge }) => bridge.machine.limits() },
  },
  catalog: {
    search: { run: ({ bridge }) => bridge.catalog.search({ text: "" }) },
    ladder: { run: ({ bridge, repository }) => bridge.catalog.ladder({ repository }) },
    fits: { run: ({ bridge, repository }) => bridge.catalog.fits({ repositories: [repository] }), maps: byId },
    licence: {
      async run({ bridge, repository }) {
        expect(await bridge.catalog.licence({ repository: "nobody/Unknown-GGUF" })).toBeNull();
        return bridge.catalog.licence({ repository });
      },
    },
    suggest: { run: ({ bridge }) => bridge.catalog.suggest({ job: "chat" }) },
    explain: { run: ({ bridge, repository, variant }) => bridge.catalog.explain({ repository, variant }) },
    frontier: { run: ({ bridge, repository }) => bridge.catalog.frontier({ repository }) },
    check: { run: ({ bridge, repository }) => bridge.catalog.check({ repository }), maps: byId },
  },
  components: {
    list: { run: ({ bridge }) => bridge.components.list() },
    install: {
      async run(side) {
        const found = await outcome(side.bridge.components.install({ id: "cuda" }));
        await side.bridge.components.remove({ id: "cuda" }).catch(() => undefined);
        return found;
      },
    },
    pause: { run: ({ bridge }) => outcome(bridge.components.pause({ id: "cuda" })) },
    remove: { run: ({ bridge }) => outcome(bridge.components.remove({ id: "cuda" })) },
  },
  downloads: {
    list: {
      async run(side) {
        const id = await download(side);
        const all = await side.bridge.downloads.list();
        expect(all.items.map((one) => one.id)).toEqual([id]);
        return all;
      },
    },
    start: {
      async run(side) {
        const { repository, variant } = side;
        const started = await side.bridge.downloads.start({ repository, variant });
        expect(started).toMatchObject({ repository, variant });
        await told(side, "downloads", ({ put }) => put.some(({ id }) => id === started.id));
        // Never a second one of the same.
        expect((await side.bridge.downloads.start({ repository, variant })).id).toBe(started.id);
        return started;
      },
    },
    place: {
      async run(side) {
        const id = await download(side);
        return side.bridge.downloads.place({ id, beforeId: null });
      },
    },
    pause: {
      async run(side) {
        const id = await download(side);
        await told(side, "downloads", ({ put }) => put.some((one) => one.id === id && one.state === "paused"));
        return side.bridge.downloads.pause({ id });
      },
    },
    resume: {
      async run(side) {
        const id = await download(side);
        const answer = await side.bridge.downloads.resume({ id });
        await told(side, "downloads", ({ put }) => put.some((one) => one.id === id && one.state !== "paused"));
        return answer;
      },
    },
    cancel: {
      async run(side) {
        const id = await download(side);
        const answer = await side.bridge.downloads.cancel({ id });
        expect((await side.bridge.downloads.list()).items).toEqual([]);
        await told(side, "downloads", ({ removed }) => removed.includes(id));
        return answer;
      },
    },
    clear: { run: ({ bridge }) => bridge.downloads.clear() },
  },
  library: {
    list: { run: ({ bridge }) => bridge.library.list() },
    import: {
      async run(side) {
        expect(await side.bridge.library.import()).toBeNull();
        side.pickFile();
        const { revision } = await side.bridge.library.list();
        const job = await side.bridge.library.import();
        expect(job).toMatchObject({ kind: "import", state: "running", subject: { fileName: "picked.gguf" } });
        const ended = await told(side, "jobs", ({ put }) =>
          put.some(({ id, state }) => id === job?.id && state === "done"),
        );
        const { variantId } = ended.put[0]?.result as { variantId: string };
        // The window knows the variant when it hears that the job is done.
        const at = (event: string): number => side.told.findIndex((one) => one.event === event);
        const added = await told(side, "library", ({ put }) => put.some(({ id }) => id === variantId));
        expect(added.revision).toBe(revision + 1);
        expect(at("library")).toBeLessThan(side.told.findIndex(({ payload }) => payload === ended));
        return job;
      },
    },
    verify: {
      async run(side) {
        const { bridge, installedId } = side;
        const job = await bridge.library.verify({ id: installedId });
        expect(job).toMatchObject({ kind: "verify", state: "running", subject: { variantId: installedId } });
        const { put } = await told(side, "jobs", ({ put: [first] }) => first?.id === job.id && first.state === "done");
        expect(put[0]).toMatchObject({ error: null, result: { id: installedId, ok: true } });
        const states = side.told.flatMap((one) =>
          one.event === "jobs" ? one.payload.put.map(({ state }) => state) : [],
        );
        expect(states[0]).toBe("running");
        expect(states.at(-1)).toBe("done");
        return { job, ended: put[0] };
      },
    },
    move: {
      async run(side) {
        const [folder] = await side.bridge.modelFolders.list();
        const job = await side.bridge.library.move({ id: side.installedId, folderId: folder?.id ?? "" });
        expect(job).toMatchObject({ kind: "move", subject: { variantId: side.installedId, folder: folder?.path } });
        await told(side, "jobs", ({ put: [first] }) => first?.id === job.id && first.state !== "running");
        return job;
      },
    },
    remove: {
      async run(side) {
        const { bridge, installedId } = side;
        const { revision, items } = await bridge.library.list();
        const variant = items.find(({ id }) => id === installedId);
        const confirmedBytes = variant?.sizeBytes ?? 0;
        const refused = bridge.library.remove({ id: installedId, confirmedBytes: confirmedBytes - 1 });
        await expect(refused).rejects.toMatchObject({ code: "file-changed" });
        const answer = await bridge.library.remove({ id: installedId, confirmedBytes });
        const change = await told(side, "library", ({ removed }) => removed.includes(installedId));
        expect(change).toEqual({ revision: revision + 1, put: [], removed: [installedId] });
        return answer;
      },
    },
    updates: {
      async run({ bridge }) {
        const found = await bridge.library.updates();
        expect(found.failed).toEqual([]);
        // What there is to be updated is each side's own.
        return Object.keys(found).sort();
      },
    },
    switch: {
      async run({ bridge, installedId }) {
        const { id } = await bridge.chat.create({ variantId: installedId });
        const answer = await bridge.library.switch({ fromId: installedId, toId: installedId });
        expect((await bridge.chat.get({ id })).conversation.variantId).toBe(installedId);
        return answer;
      },
    },
    replace: {
      async run(side) {
        const { bridge, installedId: toId } = side;
        const ended = (id: string | undefined): Promise<Events["jobs"]> =>
          told(side, "jobs", ({ put }) => put.some((one) => one.id === id && one.state === "done"));
        await ended((await bridge.library.verify({ id: toId })).id);
        side.pickFile();
        const { put } = await ended((await bridge.library.import())?.id);
        const { variantId: fromId } = put[0]?.result as { variantId: string };
        const variant = (await bridge.library.list()).items.find(({ id }) => id === fromId);
        const wish = { fromId, confirmedBytes: variant?.sizeBytes ?? 0, isDuplicate: false };
        await expect(bridge.library.replace({ ...wish, toId: fromId })).rejects.toMatchObject({ code: "file-changed" });
        const { id } = await bridge.chat.create({ variantId: fromId });
        const answer = await bridge.library.replace({ ...wish, toId });
        expect((await bridge.chat.get({ id })).conversation.variantId).toBe(toId);
        await told(side, "library", ({ removed }) => removed.includes(fromId));
        return answer;
      },
    },
    review: {
      async run({ bridge }) {
        const { duplicates, choices, unused } = await bridge.library.review();
        return [duplicates.length, choices.length, unused.length];
      },
    },
    inspect: {
      async run({ bridge, installedId }) {
        const { metadata, tensors, types, ...rest } = await bridge.library.inspect({ id: installedId });
        expect(metadata[0]?.key).toBe("general.architecture");
        return { ...rest, metadata: metadata.slice(0, 1), tensors: tensors.slice(0, 1), types: types.slice(0, 1) };
      },
    },
    reveal: { run: ({ bridge, installedId }) => bridge.library.reveal({ id: installedId }) },
    fits: {
      async run({ bridge, installedId }) {
        const fits = await bridge.library.fits({ ids: [installedId, "gone"] });
        expect(Object.keys(fits)).toEqual([installedId]);
        expect(await bridge.library.fits({ ids: [] })).toEqual({});
        return fits;
      },
      maps: byId,
    },
  },
  lab: {
    list: {
      async run(side) {
        const { id } = await measured(side);
        const list = await side.bridge.lab.list();
        expect(list.map((one) => one.id)).toEqual([id]);
        expect(list[0]).toMatchObject({ variantId: side.installedId, text: { name: "english" }, hasParting: true });
        return list;
      },
    },
    parting: {
      async run(side) {
        expect(await side.bridge.lab.parting({ id: "gone" })).toBeNull();
        const parting = await side.bridge.lab.parting(await measured(side));
        expect(parting?.alongText).not.toHaveLength(0);
        return parting;
      },
    },
    estimate: {
      async run(side) {
        await measured(side);
        const estimate = await side.bridge.lab.estimate(measuring(side));
        expect(estimate.isKnown).toBe(true);
        expect((await side.bridge.lab.estimate({ ...measuring(side), tokens: 5120 })).isKnown).toBe(false);
        return estimate;
      },
    },
    chooseText: {
      async run(side) {
        expect(await side.bridge.lab.chooseText()).toBeNull();
        side.pickFile();
        const file = await side.bridge.lab.chooseText();
        expect(file?.fileName).toBe("picked.gguf");
        return file;
      },
    },
    making: {
      async run({ bridge, installedId }) {
        const making = await bridge.lab.making({ id: installedId });
        expect(making.labels.map(({ label }) => label)).toContain("Q8_0");
        expect(making.fileStem).not.toBe("");
        return making;
      },
    },
    dryRun: {
      async run({ bridge, installedId }) {
        const dry = await bridge.lab.dryRun({ variantId: installedId, label: "Q8_0", matrix: null });
        expect(dry.sizeBytes).toBeGreaterThan(0);
        return dry;
      },
    },
    chooseMatrix: {
      async run(side) {
        side.pickFile();
        return side.bridge.lab.chooseMatrix();
      },
    },
    collectMatrix: {
      async run({ bridge, installedId }) {
        const text = { kind: "bundled", name: "english" } as const;
        const job = await bridge.lab.collectMatrix({ variantId: installedId, text, tokens: 512 });
        expect(job).toMatchObject({ kind: "imatrix", state: "running", subject: { text: "english", tokens: 512 } });
        await bridge.jobs.cancel({ id: job.id });
        return job;
      },
    },
    make: {
      async run(side) {
        const job = await make(side);
        expect(job).toMatchObject({ kind: "quantise", state: "running", subject: { label: "Q8_0" } });
        return job;
      },
    },
    made: {
      async run(side) {
        const made = await side.bridge.lab.made();
        expect(made).toMatchObject([{ fromId: side.installedId, hasMatrix: false }]);
        return made;
      },
    },
    measure: {
      async run(side) {
        const { job } = await measured(side);
        expect(job).toMatchObject({ kind: "measure", state: "running", subject: { text: "english", tokens: 512 } });
        return job;
      },
    },
  },
  modelFolders: {
    list: {
      async run({ bridge }) {
        const all = await bridge.modelFolders.list();
        expect(all.map(({ isDefault }) => isDefault)).toEqual([true]);
        return all;
      },
    },
    add: {
      async run(side) {
        const { modelFolders } = side.bridge;
        expect(await modelFolders.add()).toBeNull();
        const added = await addFolder(side);
        expect((await modelFolders.list())[1]).toEqual(added);
        return added;
      },
    },
    remove: {
      async run(side) {
        const { modelFolders } = side.bridge;
        const { id } = await addFolder(side);
        const answer = await modelFolders.remove({ id });
        const left = await modelFolders.list();
        expect(left).toHaveLength(1);
        await expect(modelFolders.remove({ id: left[0]?.id ?? "" })).rejects.toMatchObject({ code: "invalid-input" });
        return answer;
      },
    },
    choose: {
      async run(side) {
        const { id, path } = await addFolder(side);
        const answer = await side.bridge.modelFolders.choose({ id });
        expect(await told(side, "settings", () => true)).toMatchObject({ modelsFolder: path });
        expect((await side.bridge.modelFolders.list())[0]).toMatchObject({ id, isDefault: true });
        return answer;
      },
    },
    open: {
      async run({ bridge }) {
        const [folder] = await bridge.modelFolders.list();
        return bridge.modelFolders.open({ id: folder?.id ?? "" });
      },
    },
  },
  stores: {
    look: { run: ({ bridge }) => bridge.stores.look() },
    scan: {
      async run({ bridge, keepElsewhere }) {
        keepElsewhere();
        const models = await bridge.stores.scan();
        expect(models.found).toMatchObject([{ program: "lm-studio", runs: true, inLibrary: false }]);
        return models;
      },
    },
    use: {
      async run(side) {
        side.keepElsewhere();
        const { found } = await side.bridge.stores.scan();
        const job = await side.bridge.stores.use({ ids: found.map(({ id }) => id) });
        expect(job).toMatchObject({ kind: "link", state: "running", subject: { models: 1 } });
        const added = (await ended(side, job.id)).added[0]?.variantId ?? "";
        await told(side, "library", ({ put }) => put.some(({ id }) => id === added));
        expect((await side.bridge.stores.scan()).found).toMatchObject([{ inLibrary: true }]);
        return job;
      },
    },
    drop: {
      async run(side) {
        const job = await side.bridge.stores.drop({ files: [side.droppedFile] });
        expect(job).toMatchObject({ kind: "link", subject: { models: 1 } });
        await ended(side, job.id);
        return job;
      },
    },
  },
  jobs: {
    list: {
      async run(side) {
        const { id } = await side.bridge.library.verify({ id: side.installedId });
        const all = await side.bridge.jobs.list();
        expect(all.items.map((job) => job.id)).toEqual([id]);
        return all;
      },
    },
    cancel: {
      async run(side) {
        const { id } = await side.bridge.library.verify({ id: side.installedId });
        const answer = await side.bridge.jobs.cancel({ id });
        const [job] = (await side.bridge.jobs.list()).items;
        expect(job).toMatchObject({ id, state: "cancelled", error: null, result: null });
        await told(side, "jobs", ({ put }) => put[0]?.state === "cancelled");
        return answer;
      },
    },
    dismiss: {
      async run(side) {
        const { id } = await side.bridge.library.verify({ id: side.installedId });
        // It is still under way.
        await side.bridge.jobs.dismiss({ id });
        expect((await side.bridge.jobs.list()).items).toHaveLength(1);
        await side.bridge.jobs.cancel({ id });
        const { revision } = await side.bridge.jobs.list();
        const answer = await side.bridge.jobs.dismiss({ id });
        expect(await side.bridge.jobs.list()).toEqual({ revision: revision + 1, items: [] });
        await told(side, "jobs", ({ removed }) => removed.includes(id));
        return answer;
      },
    },
  },
  requests: {
    list: {
      async run(side) {
        side.ask();
        const all = await side.bridge.requests.list();
        const asked = await told(side, "requests", ({ put }) => put.length === 1);
        expect(asked).toEqual({ revision: all.revision, put: all.items, removed: [] });
        return all;
      },
    },
    answer: {
      async run(side) {
        side.ask();
        const { items, revision } = await side.bridge.requests.list();
        const [{ id, kind }] = items as [OpenRequest];
        const answer = await side.bridge.requests.answer({ id, kind, answer: false });
        expect(await side.bridge.requests.list()).toEqual({ revision: revision + 1, items: [] });
        await told(side, "requests", ({ removed }) => removed.includes(id));
        // Once.
        const again = side.bridge.requests.answer({ id, kind, answer: true });
        await expect(again).rejects.toMatchObject({ code: "not-found" });
        return answer;
      },
    },
  },
  engine: {
    state: { run: ({ bridge }) => bridge.engine.state() },
    load: {
      async run(side) {
        const state = await side.bridge.engine.load({ variantId: side.installedId, plan: { contextTokens: 512 } });
        expect(state).toMatchObject({ status: "ready", variantId: side.installedId });
        const statuses = side.told.flatMap((one) => (one.event === "engine" ? [one.payload.status] : []));
        expect([...new Set(statuses)]).toEqual(["loading", "ready"]);
        return state;
      },
    },
    cancelLoad: { run: ({ bridge }) => bridge.engine.cancelLoad() },
    unload: {
      async run(side) {
        await side.bridge.engine.load({ variantId: side.installedId, plan: { contextTokens: 512 } });
        const answer = await side.bridge.engine.unload();
        expect(await side.bridge.engine.state()).toMatchObject({ status: "idle", variantId: null });
        await told(side, "engine", ({ status }) => status === "idle");
        return answer;
      },
    },
    unloadSession: {
      async run(side) {
        const { bridge, installedId } = side;
        await bridge.engine.load({ variantId: installedId, plan: { contextTokens: 512 } });
        const both = await bridge.engine.load({ variantId: installedId, plan: { contextTokens: 256 }, beside: true });
        const [first, second] = both.sessions.map(({ id }) => id);
        const answer = await bridge.engine.unloadSession({ id: first ?? "" });
        const left = await told(side, "engine", ({ sessions }) => sessions.length === 1 && sessions[0]?.id === second);
        expect(left).toMatchObject({ status: "ready", variantId: installedId });
        // It has ended already.
        await bridge.engine.unloadSession({ id: first ?? "" });
        expect((await bridge.engine.state()).sessions.map(({ id }) => id)).toEqual([second]);
        await bridge.engine.unloadSession({ id: second ?? "" });
        expect(await bridge.engine.state()).toMatchObject({ status: "idle", sessions: [] });
        return answer;
      },
    },
  },
  chat: {
    list: {
      async run(side) {
        const id = await conversation(side);
        const page = await side.bridge.chat.list({});
        expect(page.items[0]?.id).toBe(id);
        return page;
      },
    },
    search: {
      async run(side) {
        const { id, questionId } = await answered(side);
        const page = await side.bridge.chat.search({ text: "hello" });
        expect(page.items.find((one) => one.id === id)?.passage?.messageId).toBe(questionId);
        return page;
      },
    },
    folders: {
      async run(side) {
        const { id } = await side.bridge.chat.createFolder({ name: "Birds" });
        await side.bridge.chat.arrange({ ids: [await conversation(side)], folderId: id });
        const { folders } = await side.bridge.chat.folders();
        expect(folders).toEqual([{ id, parentId: null, name: "Birds", count: 1 }]);
        return side.bridge.chat.folders();
      },
    },
    createFolder: {
      async run(side) {
        const made = await side.bridge.chat.createFolder({ name: "Birds" });
        const view = await told(side, "conversationFolders", ({ folders }) => folders.length === 1);
        expect(view.folders).toEqual([made]);
        return made;
      },
    },
    renameFolder: {
      async run(side) {
        const { id } = await side.bridge.chat.createFolder({ name: "Birds" });
        const answer = await side.bridge.chat.renameFolder({ id, name: "Owls" });
        await told(side, "conversationFolders", ({ folders }) => folders[0]?.name === "Owls");
        return answer;
      },
    },
    removeFolder: {
      async run(side) {
        const { id } = await side.bridge.chat.createFolder({ name: "Birds" });
        const answer = await side.bridge.chat.removeFolder({ id });
        expect(await side.bridge.chat.folders()).toMatchObject({ folders: [] });
        return answer;
      },
    },
    arrange: {
      async run(side) {
        const id = await conversation(side);
        const answer = await side.bridge.chat.arrange({ ids: [id], archived: true });
        await told(side, "conversations", ({ put }) => put.some((one) => one.id === id && one.archived));
        return answer;
      },
    },
    get: {
      async run(side) {
        return side.bridge.chat.get({ id: (await answered(side)).id });
      },
    },
    earlier: {
      async run(side) {
        const { id, answerId } = await answered(side);
        const page = await side.bridge.chat.earlier({ conversationId: id, messageId: answerId });
        expect(page.messages.map(({ role }) => role)).toEqual(["user"]);
        expect(page.earlier).toBe(0);
        return page;
      },
    },
    create: {
      async run(side) {
        const { revision } = await side.bridge.chat.list({});
        const created = await side.bridge.chat.create({ variantId: side.installedId });
        const change = await told(side, "conversations", ({ put }) => put[0]?.id === created.id);
        expect(change).toEqual({ revision: revision + 1, put: [created], removed: [] });
        return created;
      },
    },
    rename: {
      async run(side) {
        const renamed = await side.bridge.chat.rename({ id: await conversation(side), title: "Dates" });
        expect(renamed.title).toBe("Dates");
        return renamed;
      },
    },
    update: {
      async run(side) {
        const id = await conversation(side);
        const before = await side.bridge.chat.update({ id, settings: { systemPrompt: "Be brief." } });
        const { settings } = await side.bridge.chat.update({ id, settings: { contextTokens: 1024 } });
        // Only what is said changes.
        expect(settings).toEqual({ ...before.settings, systemPrompt: "Be brief.", contextTokens: 1024 });
        return side.bridge.chat.update({ id, variantId: null });
      },
    },
    remove: {
      async run(side) {
        const id = await conversation(side);
        const answer = await side.bridge.chat.remove({ id });
        await told(side, "conversations", ({ removed }) => removed.includes(id));
        return answer;
      },
    },
    send: {
      async run(side) {
        await side.bridge.engine.load({ variantId: side.installedId, plan: { contextTokens: 512 } });
        const id = await conversation(side);
        const change = await side.bridge.chat.send({ conversationId: id, text: "Hello" });
        expect(change.messages.map(({ role, state }) => `${role} ${state}`)).toEqual([
          "user complete",
          "assistant streaming",
        ]);
        await told(side, "chatChanged", ({ messages }) => messages.at(-1)?.state === "complete");
        const order = side.told.flatMap(({ event }) =>
          event === "chatDelta" || event === "chatChanged" ? [event] : [],
        );
        expect(order[0]).toBe("chatDelta");
        expect(order.at(-1)).toBe("chatChanged");
        const [, answer] = change.messages;
        const above = { conversationId: id, text: "Again", hidden: ["gone", answer?.id ?? ""] };
        const beside = await side.bridge.chat.send(above);
        expect(beside.messages[0]).toMatchObject({ parentId: answer?.parentId, role: "user" });
        // What is deleted is not part of what is being written.
        const removed = await side.bridge.chat.removeMessage({ conversationId: id, messageId: answer?.id ?? "" });
        expect(removed.messages.at(-1)).toMatchObject({ state: "streaming" });
        await side.bridge.chat.stop({ id });
        return change;
      },
    },
    stop: {
      async run(side) {
        return side.bridge.chat.stop({ id: await conversation(side) });
      },
    },
    answerNow: {
      async run(side) {
        return side.bridge.chat.answerNow({ id: await conversation(side) });
      },
    },
    prompt: {
      async run(side) {
        const { id, questionId, answerId } = await answered(side);
        const page = await side.bridge.chat.prompt({ conversationId: id, messageId: answerId, from: 0 });
        expect(page.total).toBe(page.tokens.length);
        const rest = await side.bridge.chat.prompt({ conversationId: id, messageId: answerId, from: page.total });
        expect(rest).toMatchObject({ total: page.total, from: page.total, tokens: [] });
        const question = side.bridge.chat.prompt({ conversationId: id, messageId: questionId, from: 0 });
        await expect(question).rejects.toMatchObject({ code: "invalid-input" });
        return page;
      },
    },
    retry: {
      async run(side) {
        const { id, answerId } = await answered(side);
        const change = await side.bridge.chat.retry({ conversationId: id, messageId: answerId, times: 2 });
        const both = [answerId, change.messages[0]?.id];
        expect(change.messages[0]?.siblingIds).toEqual(both);
        // Of all that were asked for.
        await side.bridge.chat.stop({ id });
        expect((await side.bridge.chat.get({ id })).messages.at(-1)?.siblingIds).toEqual(both);
        return change;
      },
    },
    edit: {
      async run(side) {
        const { id, questionId } = await answered(side);
        const change = await side.bridge.chat.edit({ conversationId: id, messageId: questionId, text: "Again" });
        expect(change.after).toBeNull();
        await side.bridge.chat.stop({ id });
        return change;
      },
    },
    replace: {
      async run(side) {
        const { id, questionId, answerId } = await answered(side);
        const edited = await side.bridge.chat.replace({ conversationId: id, messageId: answerId, text: "Mine." });
        const [message] = edited.messages;
        expect(edited.after).toBe(questionId);
        expect(message).toMatchObject({
          edited: true,
          state: "complete",
          stats: null,
          siblingIds: [answerId, message?.id],
        });
        expect(message?.variantName).not.toBeNull();
        const asked = await side.bridge.chat.replace({ conversationId: id, messageId: questionId, text: "Other?" });
        expect(asked).toMatchObject({ after: null, messages: [{ role: "user", edited: false }] });
        expect(asked.conversation.headId).toBe(asked.messages[0]?.id);
        return edited;
      },
    },
    continue: {
      async run(side) {
        const { id, questionId, answerId } = await answered(side);
        const change = await side.bridge.chat.continue({ conversationId: id, messageId: answerId });
        expect(change).toMatchObject({ after: questionId, messages: [{ id: answerId, state: "streaming" }] });
        await side.bridge.chat.stop({ id });
        const { messages } = await side.bridge.chat.get({ id });
        expect(messages).toHaveLength(2);
        expect(messageText(messages[1] as Message).startsWith(messageText(change.messages[0] as Message))).toBe(true);
        return change;
      },
    },
    branchOff: {
      async run(side) {
        const { id, questionId } = await answered(side);
        const { title } = (await side.bridge.chat.get({ id })).conversation;
        const copy = await side.bridge.chat.branchOff({ conversationId: id, messageId: questionId });
        expect(copy.title).toBe(`${title} (2)`);
        const { messages } = await side.bridge.chat.get({ id: copy.id });
        expect(messages).toMatchObject([{ role: "user", conversationId: copy.id, parentId: null }]);
        expect(messages[0]?.id).not.toBe(questionId);
        expect((await side.bridge.chat.list({})).items[0]?.id).toBe(copy.id);
        await told(side, "conversations", ({ put }) => put.some((one) => one.id === copy.id && one.headId !== null));
        return copy;
      },
    },
    removeMessage: {
      async run(side) {
        const { id, questionId, answerId } = await answered(side);
        const again = await side.bridge.chat.retry({ conversationId: id, messageId: answerId });
        const secondId = again.messages[0]?.id ?? "";
        // Its answer is stopped first.
        const change = await side.bridge.chat.removeMessage({ conversationId: id, messageId: secondId });
        expect(change).toMatchObject({ after: questionId, messages: [{ id: answerId, siblingIds: [answerId] }] });
        const all = await side.bridge.chat.removeMessage({ conversationId: id, messageId: questionId });
        expect(all).toMatchObject({ after: null, messages: [], conversation: { headId: null } });
        const gone = side.bridge.chat.selectBranch({ conversationId: id, messageId: answerId });
        await expect(gone).rejects.toMatchObject({ code: "not-found" });
        return change;
      },
    },
    selectBranch: {
      async run(side) {
        const { id, answerId } = await answered(side);
        await side.bridge.chat.retry({ conversationId: id, messageId: answerId });
        await side.bridge.chat.stop({ id });
        const change = await side.bridge.chat.selectBranch({ conversationId: id, messageId: answerId });
        expect(change.conversation.headId).toBe(answerId);
        return change;
      },
    },
    editSummary: {
      async run(side) {
        const { id: conversationId, answerId: messageId } = await answered(side);
        // Nobody has written one.
        return outcome(side.bridge.chat.editSummary({ conversationId, messageId, text: "We said hello." }));
      },
    },
    removeSummary: {
      async run(side) {
        const { id: conversationId, answerId: messageId } = await answered(side);
        return side.bridge.chat.removeSummary({ conversationId, messageId });
      },
    },
    draft: {
      async run(side) {
        const conversationId = await conversation(side);
        expect(await side.bridge.chat.draft({ conversationId })).toEqual({
          text: "",
          pasted: "",
          waiting: "",
          awaits: null,
        });
        const awaits = { repository: "maker/model-GGUF", variant: "Q4_K_M", contextTokens: 32_768 };
        const waits = { conversationId, text: "", pasted: "", waiting: "a question", awaits };
        await side.bridge.chat.keepDraft(waits);
        expect(await side.bridge.chat.draft({ conversationId })).toMatchObject({ waiting: "a question", awaits });
        await side.bridge.chat.keepDraft({ conversationId, text: "half", pasted: "long" });
        return side.bridge.chat.draft({ conversationId });
      },
    },
    edits: {
      async run(side) {
        const { id, questionId } = await answered(side);
        const edit = { text: "Half an", pasted: "long" };
        await side.bridge.chat.keepEdit({ conversationId: id, messageId: questionId, edit });
        const edits = await side.bridge.chat.edits({ id });
        expect(edits).toEqual([{ messageId: questionId, ...edit }]);
        expect(await side.bridge.chat.edits({ id: await conversation(side) })).toEqual([]);
        return edits;
      },
    },
    keepEdit: {
      async run(side) {
        const { id: conversationId, questionId: messageId } = await answered(side);
        await side.bridge.chat.keepEdit({ conversationId, messageId, edit: { text: "Half", pasted: "" } });
        const answer = await side.bridge.chat.keepEdit({ conversationId, messageId, edit: null });
        expect(await side.bridge.chat.edits({ id: conversationId })).toEqual([]);
        return answer;
      },
    },
    keepDraft: {
      run: ({ bridge }) => bridge.chat.keepDraft({ conversationId: null, text: "half", pasted: "" }),
    },
  },
  compare: {
    list: {
      async run(side) {
        const { bridge } = side;
        const first = await compared(side);
        const second = await compared(side);
        const page = await bridge.compare.list();
        expect(page.items.slice(0, 2).map(({ id }) => id)).toEqual([second.id, first.id]);
        return page;
      },
    },
    start: {
      async run(side) {
        const { bridge, installedId } = side;
        const twice = bridge.compare.start({ variantIds: [installedId, installedId], prompts: ["Hello"] });
        await expect(twice).rejects.toMatchObject({ code: "invalid-input" });
        const variantIds = await pair(side);
        const [open] = await bridge.compare.start({ variantIds, prompts: ["Hello"], seed: 7 });
        expect(open).toMatchObject({ prompt: "Hello", seed: 7, isBlind: false, isHidden: false, isOpen: true });
        expect(open?.sides.map(({ variant }) => variant?.id)).toEqual(variantIds);
        await bridge.compare.stop({ id: null });
        const both = await bridge.compare.start({ variantIds, prompts: ["One", "Two"], isBlind: true });
        expect(both.map(({ prompt }) => prompt)).toEqual(["One", "Two"]);
        expect(new Set(both.map(({ batchId }) => batchId)).size).toBe(1);
        for (const { isHidden, sides } of both) {
          expect(isHidden).toBe(true);
          expect(sides.map((one) => [one.variant, one.state, one.parts])).toEqual(Array(2).fill([null, "waiting", []]));
        }
        await bridge.compare.stop({ id: null });
        return both;
      },
    },
    stop: {
      async run(side) {
        const variantIds = await pair(side);
        const [begun] = await side.bridge.compare.start({ variantIds, prompts: ["Hello"], isBlind: true });
        const answer = await side.bridge.compare.stop({ id: begun?.id ?? "" });
        const { items } = await side.bridge.compare.list();
        // No vote can follow, so that it says who was asked.
        expect(items[0]).toMatchObject({ isOpen: false, isHidden: false });
        expect(new Set(items[0]?.sides.map(({ variant }) => variant?.id))).toEqual(new Set(variantIds));
        return answer;
      },
    },
    resume: {
      async run(side) {
        const variantIds = await pair(side);
        const [begun] = await side.bridge.compare.start({ variantIds, prompts: ["Hello"] });
        const id = begun?.id ?? "";
        await side.bridge.compare.stop({ id });
        const again = await side.bridge.compare.resume({ id });
        expect(again.isOpen).toBe(true);
        await side.bridge.compare.stop({ id });
        return again;
      },
    },
    vote: {
      async run(side) {
        const { id } = await compared(side);
        const outside = side.bridge.compare.vote({ id, better: 2 });
        await expect(outside).rejects.toMatchObject({ code: "invalid-input" });
        const voted = await side.bridge.compare.vote({ id, better: null });
        expect(voted).toMatchObject({ isHidden: false, vote: { better: null } });
        expect(voted.sides.every(({ variant }) => variant !== null)).toBe(true);
        const again = side.bridge.compare.vote({ id, better: 0 });
        await expect(again).rejects.toMatchObject({ code: "invalid-input" });
        return voted;
      },
    },
    reveal: {
      async run(side) {
        const { id } = await compared(side);
        const told = await side.bridge.compare.reveal({ id });
        expect(told).toMatchObject({ isHidden: false, vote: null });
        await expect(side.bridge.compare.vote({ id, better: 0 })).rejects.toMatchObject({ code: "invalid-input" });
        return told;
      },
    },
    table: {
      async run(side) {
        const { id } = await compared(side);
        await side.bridge.compare.vote({ id, better: 0 });
        const table = await side.bridge.compare.table();
        expect(table.rows).toHaveLength(2);
        expect(table.pairs).toMatchObject([{ verdict: "open" }]);
        return table;
      },
    },
    export: {
      async run(side) {
        const { id } = await compared(side);
        await side.bridge.compare.reveal({ id });
        const written = await side.bridge.compare.export({ format: "csv" });
        expect(written?.fileName).toMatch(/\.csv$/);
        expect(written?.rows).toBe(2);
        return written;
      },
    },
    remove: {
      async run(side) {
        const { id } = await compared(side);
        const answer = await side.bridge.compare.remove({ id });
        expect((await side.bridge.compare.list()).items.map((one) => one.id)).not.toContain(id);
        await expect(side.bridge.compare.reveal({ id })).rejects.toMatchObject({ code: "not-found" });
        return answer;
      },
    },
  },
  presets: {
    list: {
      async run({ bridge }) {
        const one = {
          id: null,
          name: "Mine",
          sampling: { temperature: 0.4, stops: ["###"] },
          systemPrompt: null,
          answerForm: null,
        };
        const { id } = await bridge.presets.save(one);
        await bridge.presets.remove({ id });
        const all = await bridge.presets.list();
        // What was begun with it goes on with it.
        expect(all).toMatchObject([{ ...one, id, removed: true }]);
        return all;
      },
    },
    save: {
      async run(side) {
        const named = {
          id: null,
          name: "Mine",
          sampling: { topK: 3 },
          systemPrompt: "Be brief.",
          answerForm: { kind: "choice" as const, choices: ["yes", "no"] },
        };
        const saved = await side.bridge.presets.save(named);
        expect(await told(side, "presets", (all) => all.length === 1)).toEqual([saved]);
        const again = await side.bridge.presets.save({ ...named, id: saved.id, name: "Ours", sampling: {} });
        expect(await side.bridge.presets.list()).toEqual([again]);
        expect(again).toEqual({ ...saved, name: "Ours", sampling: {} });
        return saved;
      },
    },
    remove: {
      async run({ bridge }) {
        const { id } = await bridge.presets.save({
          id: null,
          name: "Mine",
          sampling: {},
          systemPrompt: null,
          answerForm: null,
        });
        return bridge.presets.remove({ id });
      },
    },
    profile: { run: ({ bridge, installedId }) => bridge.presets.profile({ id: installedId }) },
    choose: {
      async run({ bridge, installedId }) {
        const chosen = await bridge.presets.choose({ variantId: installedId, preset: "code" });
        expect(chosen.preset).toBe("code");
        expect(await bridge.presets.profile({ id: installedId })).toEqual(chosen);
        expect(await bridge.presets.choose({ variantId: installedId, preset: null })).toMatchObject({ preset: null });
        return chosen;
      },
    },
  },
  prompts: {
    list: {
      async run({ bridge }) {
        const first = await bridge.prompts.save({ id: null, name: "Short", text: "Say {{text}} in one sentence." });
        const second = await bridge.prompts.save({ id: null, name: "Long", text: "Go on." });
        expect(await bridge.prompts.list()).toEqual([first, second]);
        return bridge.prompts.list();
      },
    },
    save: {
      async run(side) {
        const saved = await side.bridge.prompts.save({ id: null, name: "Short", text: "Be brief." });
        expect(await told(side, "prompts", (all) => all.length === 1)).toEqual([saved]);
        const again = await side.bridge.prompts.save({ id: saved.id, name: "Brief", text: "Be brief!" });
        expect(again).toEqual({ ...saved, name: "Brief", text: "Be brief!" });
        expect(await side.bridge.prompts.list()).toEqual([again]);
        return again;
      },
    },
    remove: {
      async run({ bridge }) {
        const { id } = await bridge.prompts.save({ id: null, name: "Short", text: "Be brief." });
        const answer = await bridge.prompts.remove({ id });
        expect(await bridge.prompts.list()).toEqual([]);
        return answer;
      },
    },
  },
  presetFiles: {
    export: {
      async run(side) {
        await ownPresetAndPrompt(side);
        const exported = await side.bridge.presetFiles.export();
        expect(exported).toMatchObject({ presets: 1, prompts: 1 });
        expect(exported?.fileName).toMatch(/\.json$/);
        return exported;
      },
    },
    import: {
      async run(side) {
        const { bridge } = side;
        expect(await bridge.presetFiles.import()).toBeNull();
        const { preset, prompt } = await ownPresetAndPrompt(side);
        await bridge.presetFiles.export();
        await bridge.presets.save({ ...preset, sampling: { topK: 5 } });
        await bridge.prompts.remove({ id: prompt.id });
        const imported = await bridge.presetFiles.import();
        expect(imported).toEqual({ presets: 1, prompts: 1, unchanged: 0, leftOut: [] });
        const both = [
          { name: "Mine", sampling: { topK: 5 } },
          { name: "Mine (2)", sampling: { topK: 3 } },
        ];
        const now = await told(side, "presets", (all) => all.length === 2);
        // Both may be of one moment.
        expect(now.toSorted((one, other) => one.name.localeCompare(other.name))).toMatchObject(both);
        expect(await told(side, "prompts", ([one]) => one !== undefined && one.id !== prompt.id)).toMatchObject([
          { name: "Short", text: "Be brief." },
        ]);
        expect(await bridge.presetFiles.import()).toEqual({ presets: 0, prompts: 0, unchanged: 2, leftOut: [] });
        return imported;
      },
    },
  },
  chatFiles: {
    choose: {
      async run({ bridge }) {
        const chosen = await bridge.chatFiles.choose();
        expect(chosen?.fileNames).toEqual(["chatgpt.json"]);
        return chosen;
      },
    },
    drop: {
      async run({ bridge, droppedFile }) {
        const chosen = await bridge.chatFiles.drop({ files: [droppedFile] });
        expect(chosen.fileNames).toEqual(["chatgpt.json"]);
        return chosen;
      },
    },
    preview: {
      async run(side) {
        const before = (await side.bridge.chat.list({})).items.length;
        const [file, ...others] = await side.bridge.chatFiles.preview({ id: await chosen(side) });
        expect(others).toEqual([]);
        expect(file).toMatchObject({ file: "chatgpt.json", source: "chatgpt" });
        expect(file?.conversations).toBeGreaterThan(0);
        expect((await side.bridge.chat.list({})).items).toHaveLength(before);
        return { ...file, skipped: [] };
      },
    },
    import: {
      async run(side) {
        const job = await side.bridge.chatFiles.import({ id: await chosen(side) });
        expect(job).toMatchObject({ kind: "chat-import", subject: { fileNames: ["chatgpt.json"] }, state: "running" });
        const { put } = await told(side, "jobs", ({ put: [first] }) => first?.id === job.id && first.state === "done");
        expect(put[0]?.result).toMatchObject([{ file: "chatgpt.json", source: "chatgpt" }]);
        return job;
      },
    },
    export: {
      async run(side) {
        const ids = [await conversation(side), await conversation(side)];
        const exported = await side.bridge.chatFiles.export({ ids, format: "json", language: "en" });
        expect(exported).toMatchObject({ conversations: 2 });
        expect(exported?.fileName).toMatch(/\.json$/);
        return exported;
      },
    },
    reveal: {
      async run(side) {
        const ids = [await conversation(side)];
        const exported = await side.bridge.chatFiles.export({ ids, format: "markdown", language: "de" });
        return side.bridge.chatFiles.reveal({ id: exported?.id ?? "" });
      },
    },
  },
  backup: {
    save: {
      async run({ bridge }) {
        const file = await bridge.backup.save();
        expect(file?.fileName).toBe("backup.zip");
        expect(file?.sizeBytes).toBeGreaterThan(0);
        return file;
      },
    },
    restore: {
      async run({ bridge }) {
        await bridge.backup.save();
        const waiting = await bridge.backup.restore();
        expect(await bridge.backup.waiting()).toEqual(waiting);
        await bridge.backup.cancelRestore();
        return waiting;
      },
    },
    waiting: {
      async run({ bridge }) {
        expect(await bridge.backup.waiting()).toBeNull();
        await bridge.backup.save();
        await bridge.backup.restore();
        const waiting = await bridge.backup.waiting();
        await bridge.backup.cancelRestore();
        return waiting;
      },
    },
    cancelRestore: {
      async run({ bridge }) {
        await bridge.backup.save();
        await bridge.backup.restore();
        const answer = await bridge.backup.cancelRestore();
        expect(await bridge.backup.waiting()).toBeNull();
        return answer;
      },
    },
  },
  ledger: { list: { run: ({ bridge }) => bridge.ledger.list({}) } },
  settings: {
    get: { run: ({ bridge }) => bridge.settings.get() },
    patch: {
      async run(side) {
        const view = await side.bridge.settings.patch({ theme: "light" });
        expect(view.settings.theme).toBe("light");
        expect(await told(side, "settings", () => true)).toEqual(view);
        return view;
      },
    },
    setHubToken: {
      async run(side) {
        return outcome(side.bridge.settings.setHubToken({ token: null }));
      },
    },
    setProxyPassword: {
      async run(side) {
        return outcome(side.bridge.settings.setProxyPassword({ password: null }));
      },
    },
    chooseAuthority: {
      async run({ bridge }) {
        const view = await bridge.settings.chooseAuthority();
        expect(view?.authority).not.toBeNull();
        return view;
      },
    },
    removeAuthority: {
      async run({ bridge }) {
        await bridge.settings.chooseAuthority();
        const view = await bridge.settings.removeAuthority();
        expect(view.authority).toBeNull();
        return view;
      },
    },
    openModelsFolder: { run: ({ bridge }) => bridge.settings.openModelsFolder() },
    chooseModelsFolder: {
      async run(side) {
        expect(await side.bridge.settings.chooseModelsFolder()).toBeNull();
        side.pickFolder();
        const view = await side.bridge.settings.chooseModelsFolder();
        expect(view?.modelsFolder).toBe(view?.settings.modelsFolder);
        expect(await told(side, "settings", () => true)).toEqual(view);
        return view;
      },
    },
  },
};
