/** The window's tests stand on a twin of main: what holds for one must hold for the other, call by call. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src-shared/contract/index.ts";
import type { Bridge } from "../../../src-renderer/bridge/index.ts";
import { checks } from "./calls.ts";
import { type Shape, differences, shapeOf } from "./shape.ts";
import { type Side, openFake, openReal, told } from "./sides.ts";

const calls = Object.entries(checks).flatMap(([domain, names]) =>
  Object.entries(names).map(([name, check]) => ({ name: `${domain}.${name}`, ...check })),
);
/** What takes an answered question, with a model that is loaded once, and what leaves the others alone: one after another. */
const isOfAnswers = ({ name }: { name: string }): boolean =>
  /^(backup\..*|compare\..*|lab\..*|chat\.(get|earlier|send|retry|edit|replace|continue|branchOff|removeMessage|selectBranch|editSummary|removeSummary))$/.test(
    name,
  );
/** Of main's answers, by call. */
const shapes = new Map<string, Shape>();
let hasComponents = true;

const gone = { id: "gone" };
const goneMessage = { conversationId: "gone", messageId: "gone" };
const failures: [string, ErrorCode, (side: Side) => Promise<unknown>][] = [
  ["app.openLink", "invalid-input", ({ bridge }) => bridge.app.openLink({ url: "file:///etc/passwd" })],
  ["catalog.ladder", "hub-not-found", ({ bridge }) => bridge.catalog.ladder({ repository: "nobody/nothing" })],
  ["catalog.frontier", "hub-not-found", ({ bridge }) => bridge.catalog.frontier({ repository: "nobody/nothing" })],
  ["catalog.check", "hub-not-found", ({ bridge }) => bridge.catalog.check({ repository: "nobody/nothing" })],
  [
    "catalog.explain",
    "hub-not-found",
    ({ bridge, variant }) => bridge.catalog.explain({ repository: "nobody/nothing", variant }),
  ],
  [
    "downloads.start, without the repository",
    "hub-not-found",
    ({ bridge, variant }) => bridge.downloads.start({ repository: "nobody/nothing", variant }),
  ],
  [
    "downloads.start, without the variant",
    "not-found",
    ({ bridge, repository }) => bridge.downloads.start({ repository, variant: "Q9_9" }),
  ],
  ["downloads.place", "not-found", ({ bridge }) => bridge.downloads.place({ ...gone, beforeId: null })],
  ["downloads.pause", "not-found", ({ bridge }) => bridge.downloads.pause(gone)],
  ["downloads.resume", "not-found", ({ bridge }) => bridge.downloads.resume(gone)],
  ["downloads.cancel", "not-found", ({ bridge }) => bridge.downloads.cancel(gone)],
  ["library.list", "invalid-input", ({ bridge }) => bridge.library.list({ cursor: "elsewhere" })],
  ["library.verify", "not-found", ({ bridge }) => bridge.library.verify(gone)],
  [
    "library.move",
    "not-found",
    ({ bridge, installedId }) => bridge.library.move({ id: installedId, folderId: "gone" }),
  ],
  ["library.inspect", "not-found", ({ bridge }) => bridge.library.inspect(gone)],
  [
    "library.switch",
    "not-found",
    ({ bridge, installedId }) => bridge.library.switch({ fromId: installedId, toId: "gone" }),
  ],
  [
    "library.replace",
    "not-found",
    ({ bridge, installedId: fromId }) =>
      bridge.library.replace({ fromId, toId: "gone", confirmedBytes: 1, isDuplicate: true }),
  ],
  ["modelFolders.remove", "not-found", ({ bridge }) => bridge.modelFolders.remove(gone)],
  ["modelFolders.choose", "not-found", ({ bridge }) => bridge.modelFolders.choose(gone)],
  ["modelFolders.open", "not-found", ({ bridge }) => bridge.modelFolders.open(gone)],
  ["library.remove", "not-found", ({ bridge }) => bridge.library.remove({ ...gone, confirmedBytes: 1 })],
  ["library.reveal", "not-found", ({ bridge }) => bridge.library.reveal(gone)],
  [
    "lab.measure",
    "not-found",
    ({ bridge }) => {
      const text = { kind: "bundled", name: "english" } as const;
      return bridge.lab.measure({ variantId: "gone", referenceId: "gone", text, tokens: 512 });
    },
  ],
  ["jobs.cancel", "not-found", ({ bridge }) => bridge.jobs.cancel(gone)],
  ["jobs.dismiss", "not-found", ({ bridge }) => bridge.jobs.dismiss(gone)],
  [
    "requests.answer",
    "not-found",
    ({ bridge }) => bridge.requests.answer({ ...gone, kind: "step-down", answer: true }),
  ],
  ["engine.load", "not-found", ({ bridge }) => bridge.engine.load({ variantId: "gone" })],
  ["compare.resume", "not-found", ({ bridge }) => bridge.compare.resume(gone)],
  ["compare.vote", "not-found", ({ bridge }) => bridge.compare.vote({ ...gone, better: null })],
  ["compare.reveal", "not-found", ({ bridge }) => bridge.compare.reveal(gone)],
  ["compare.remove", "not-found", ({ bridge }) => bridge.compare.remove(gone)],
  ["chat.get", "not-found", ({ bridge }) => bridge.chat.get(gone)],
  ["chat.rename", "not-found", ({ bridge }) => bridge.chat.rename({ ...gone, title: "T" })],
  ["chat.update", "not-found", ({ bridge }) => bridge.chat.update({ ...gone, variantId: null })],
  ["chat.remove", "not-found", ({ bridge }) => bridge.chat.remove(gone)],
  ["chat.send", "not-found", ({ bridge }) => bridge.chat.send({ conversationId: "gone", text: "Hello" })],
  ["chat.retry", "not-found", ({ bridge }) => bridge.chat.retry(goneMessage)],
  ["chat.edit", "not-found", ({ bridge }) => bridge.chat.edit({ ...goneMessage, text: "Hello" })],
  ["chat.replace", "not-found", ({ bridge }) => bridge.chat.replace({ ...goneMessage, text: "Hello" })],
  ["chat.continue", "not-found", ({ bridge }) => bridge.chat.continue(goneMessage)],
  ["chat.branchOff", "not-found", ({ bridge }) => bridge.chat.branchOff(goneMessage)],
  ["chat.edits", "not-found", ({ bridge }) => bridge.chat.edits(gone)],
  ["chat.keepEdit", "not-found", ({ bridge }) => bridge.chat.keepEdit({ ...goneMessage, edit: null })],
  ["chat.removeMessage", "not-found", ({ bridge }) => bridge.chat.removeMessage(goneMessage)],
  ["chat.editSummary", "not-found", ({ bridge }) => bridge.chat.editSummary({ ...goneMessage, text: "We met." })],
  ["chat.removeSummary", "not-found", ({ bridge }) => bridge.chat.removeSummary(goneMessage)],
  ["chat.earlier", "not-found", ({ bridge }) => bridge.chat.earlier(goneMessage)],
  [
    "chat.keepDraft",
    "not-found",
    ({ bridge }) => bridge.chat.keepDraft({ conversationId: "gone", text: "half", pasted: "" }),
  ],
  ["presets.remove", "not-found", ({ bridge }) => bridge.presets.remove(gone)],
  ["presets.profile", "not-found", ({ bridge }) => bridge.presets.profile(gone)],
  ["presets.choose", "not-found", ({ bridge }) => bridge.presets.choose({ variantId: "gone", preset: "code" })],
  [
    "presets.save, of one that is not there",
    "not-found",
    ({ bridge }) => bridge.presets.save({ ...gone, name: "Mine", sampling: {}, systemPrompt: null, answerForm: null }),
  ],
  ["prompts.remove", "not-found", ({ bridge }) => bridge.prompts.remove(gone)],
  ["prompts.save", "not-found", ({ bridge }) => bridge.prompts.save({ ...gone, name: "Mine", text: "Say." })],
  ["chat.selectBranch", "not-found", ({ bridge }) => bridge.chat.selectBranch(goneMessage)],
  ["chat.removeFolder", "not-found", ({ bridge }) => bridge.chat.removeFolder({ id: "gone" })],
  ["chatFiles.preview", "not-found", ({ bridge }) => bridge.chatFiles.preview({ id: "gone" })],
  ["chatFiles.import", "not-found", ({ bridge }) => bridge.chatFiles.import({ id: "gone" })],
  ["chatFiles.reveal", "not-found", ({ bridge }) => bridge.chatFiles.reveal({ id: "gone" })],
];

const cancelled: [string, (side: Side, signal: AbortSignal) => Promise<unknown>][] = [
  ["catalog.search", ({ bridge }, signal) => bridge.catalog.search({ text: "" }, signal)],
  ["catalog.ladder", ({ bridge, repository }, signal) => bridge.catalog.ladder({ repository }, signal)],
  ["catalog.fits", ({ bridge, repository }, signal) => bridge.catalog.fits({ repositories: [repository] }, signal)],
  ["library.fits", ({ bridge }, signal) => bridge.library.fits({ ids: ["v"] }, signal)],
  ["chat.search", ({ bridge }, signal) => bridge.chat.search({ text: "a" }, signal)],
];

describe.each<[string, () => Promise<Side> | Side]>([
  ["main", openReal],
  ["its twin", () => openFake(hasComponents)],
])("%s", (which, open) => {
  let side: Side;
  const ofOwn = (): void => {
    beforeEach(async () => {
      side = await open();
    });
    afterEach(async () => {
      await side.close();
    });
  };
  /** For what leaves the others alone: a model is loaded once, and a conversation is of the test that makes it. */
  const shared = (): void => {
    beforeAll(async () => {
      side = await open();
    });
    beforeEach(() => {
      side.told.length = 0;
    });
    afterAll(async () => {
      await side.close();
    });
  };

  const answers = async ({ name, run, maps, optional }: (typeof calls)[number]): Promise<void> => {
    const answer = await run(side);
    const shape = shapeOf(answer, { maps, optional });
    if (which === "main") {
      shapes.set(name, shape);
      if (name === "components.list") hasComponents = (answer as unknown[]).length > 0;
    } else {
      const ofMain = shapes.get(name);
      if (ofMain) expect(differences(ofMain, shape)).toEqual([]);
    }
  };

  describe("of answers", () => {
    shared();
    it.each(calls.filter(isOfAnswers))("$name", answers);
  });

  describe("failing", () => {
    shared();
    it.each(failures)("%s fails with %s", async (_name, code, call) => {
      await expect(call(side)).rejects.toMatchObject({ name: "BridgeError", code });
    });
  });

  describe("each on its own", () => {
    ofOwn();
    it.each(calls.filter((call) => !isOfAnswers(call)))("$name", answers);

    it.each(cancelled)("%s can be cancelled, and asked again", async (_name, call) => {
      const controller = new AbortController();
      const answer = call(side, controller.signal);
      controller.abort();
      await expect(answer).rejects.toMatchObject({ code: "cancelled" });
      await expect(call(side, new AbortController().signal)).resolves.toBeDefined();
    });

    it("hands out its library page by page, the newest first and each variant once", async () => {
      const { bridge } = side;
      // One page ends with the last but one of them.
      await side.install(101);
      const first = await bridge.library.list();
      expect(first.items).toHaveLength(100);
      // What comes meanwhile belongs to a page that was handed out, and must not push anything onto the next one again.
      side.pickFile();
      await bridge.library.import();
      const { revision } = await told(side, "library", ({ put }) =>
        put.some(({ name }) => /picked|Scripted/.test(name)),
      );
      const rest = await bridge.library.list({ cursor: first.next });
      expect(rest).toMatchObject({ revision, next: null });
      const items = [...first.items, ...rest.items];
      const order = items.toSorted((one, other) => other.addedAt - one.addedAt || (one.id < other.id ? -1 : 1));
      expect(items.map(({ id }) => id)).toEqual(order.map(({ id }) => id));
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
      expect(items.filter(({ id }) => id.includes("another-"))).toHaveLength(101);
      expect(items.map(({ id }) => id)).toContain(side.installedId);
    });

    it("numbers what it tells of its lists one by one", async () => {
      const { bridge }: { bridge: Bridge } = side;
      const { revision } = await bridge.chat.list({});
      for (let index = 0; index < 3; index++) await bridge.chat.create({ variantId: null });
      const numbers = side.told.flatMap((one) => (one.event === "conversations" ? [one.payload.revision] : []));
      expect(numbers).toEqual([revision + 1, revision + 2, revision + 3]);
      expect((await bridge.chat.list({})).revision).toBe(revision + 3);
    });

    it("lists conversations by page, each once", async () => {
      const { bridge } = side;
      for (let index = 0; index < 101; index++) await bridge.chat.create({ variantId: null });
      const first = await bridge.chat.list({});
      expect(first.items).toHaveLength(100);
      const second = await bridge.chat.list({ cursor: first.next });
      expect(second).toMatchObject({ revision: first.revision, next: null });
      const ids = [...first.items, ...second.items].map(({ id }) => id);
      expect(ids.length).toBeGreaterThanOrEqual(101);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
});
