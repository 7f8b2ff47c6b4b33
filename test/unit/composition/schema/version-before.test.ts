/** A data folder of the version before, as its own code showed it: `shown.json` was written by that. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Chat, searchSchema, searchVersion } from "../../../../src-main/answers/chat/index.ts";
import { TuningsTable } from "../../../../src-main/answers/engine/tuning/tunings-table.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { FileSettings, emptyVault, hubEndpoint } from "../../../../src-main/ground/settings/index.ts";
import { type Database, openDerivedDatabase } from "../../../../src-main/ground/storage/index.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { LedgerTable } from "../../../../src-main/models/ledger/ledger-table.ts";
import { Library } from "../../../../src-main/models/library/index.ts";
import {
  type ErrorDto,
  type Message,
  type MessageStats,
  askedOf,
  messageText,
  plainProfile,
} from "../../../../src-shared/contract/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { makeDataFolder } from "../../../fixtures/version-before/make-data-folder.ts";
import { worded } from "../../../fixtures/worded.ts";
import { rowsOf } from "./filled-database.ts";

interface Shown {
  conversations: {
    conversation: { id: string; title: string };
    /** The ids of the branch that was shown. */
    shown: string[];
    /** Every branch, by its last message. */
    branches: Record<string, unknown>[][];
  }[];
  library: { id: string }[];
  downloads: unknown[];
  ledger: unknown[];
  tuning: unknown;
  settings: object;
}
const before = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../fixtures/version-before/shown.json"), "utf8"),
) as Shown;

let folder: string;
let path: string;
let opened: Database[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-version-before-"));
  path = join(folder, "bitloft.db");
  makeDataFolder(folder);
  opened = [];
});
afterEach(() => {
  for (const db of opened) db.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Database {
  const db = openAppDatabase(path);
  opened.push(db);
  return db;
}

function openChat(db: Database): Chat {
  const searchIndex = openDerivedDatabase({
    ...{ path: join(folder, "search.db"), schema: searchSchema, version: searchVersion },
    logger: silentLogger,
  });
  opened.push(searchIndex);
  const lease = (): Promise<never> => Promise.reject(new Error("nobody is asked here"));
  return new Chat({
    ...{ db, searchIndex, models: { lease, loaded: () => null }, variants: { get: () => null } },
    ...{ clock: { now: () => 0 }, logger: silentLogger },
  });
}

/** As the version before kept and showed an error: its words, and no key. */
function errorAsBefore(error: ErrorDto | null): unknown {
  if (error === null) return null;
  const { code, details, message } = worded(error);
  return { code, message, details: Object.fromEntries(Object.entries(details).filter(([name]) => name !== "message")) };
}

/** Everything was seen. */
function withoutNew({ leftOut, seed, stopReason, ...stats }: MessageStats): unknown {
  expect([leftOut, seed, stopReason]).toEqual([null, null, null]);
  return stats;
}

/** As the version before showed a message: the answer and its reasoning as one text each. */
const asBefore = ({ parts, error, edited: _edited, form: _form, stats, ...message }: Message): unknown => ({
  ...message,
  stats: stats && withoutNew(stats),
  error: errorAsBefore(error),
  text: messageText({ parts }),
  thinking: messageText({ parts }, "thinking"),
});

it("shows the same conversations, branch by branch", async () => {
  const db = open();
  expect(db.opening.outcome).toBe("migrated");
  const chat = openChat(db);
  // What had no title had English words in its place.
  const titled = before.conversations.map(({ conversation: { title, ...others } }) => ({
    ...others,
    title: title === "New conversation" ? "" : title,
  }));
  // Settings are kept against a preset now; what is asked with is what it was.
  const shownNow = chat.page({ place: "all", cursor: null }).items.map(({ settings, ...others }) => {
    const { systemPrompt, contextTokens } = settings;
    return {
      ...others,
      settings: { systemPrompt, contextTokens, sampling: askedOf(settings, plainProfile, []).sampling },
    };
  });
  expect(shownNow).toMatchObject(titled);
  for (const { conversation, shown, branches } of before.conversations) {
    const { id } = conversation;
    expect(chat.get(id).messages.map((message) => message.id)).toEqual(shown);
    for (const branch of branches) {
      chat.selectBranch({ conversationId: id, messageId: String(branch.at(-1)?.["id"]) });
      const view = chat.get(id);
      expect(view.messages.map(asBefore)).toEqual(branch);
      expect(view.earlier).toBe(0);
    }
  }
  await chat.dispose();
});

it("finds in them what was found before", async () => {
  const chat = openChat(open());
  const never = new AbortController().signal;
  const titles = async (text: string): Promise<string[]> =>
    (await chat.search({ text, cursor: null }, never)).items.map(({ conversation }) => conversation.title);
  expect(await titles("ANOTHER ONE")).toEqual(["Zweige 🙂 日本"]);
  expect(await titles("日")).toEqual(["Zweige 🙂 日本"]);
  expect(await titles("goes on")).toEqual(["Reasoning"]);
  expect(await titles("being writ")).toEqual(["How answers end"]);
  await chat.dispose();
});

it("marks what was being written as interrupted, as before", async () => {
  const chat = openChat(open());
  chat.recover();
  const [answer] = chat.get("c-ends").messages.slice(-1);
  expect(answer).toMatchObject({ state: "interrupted", parts: [{ kind: "text", text: "Being writ" }] });
  await chat.dispose();
});

it("has the same library, downloads, ledger and tunings", async () => {
  const db = open();
  const library = new Library({ db, modelsFolder: () => "/data/models", logger: silentLogger });
  const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1);
  expect(library.list().toSorted(byId)).toMatchObject(before.library.toSorted(byId));
  expect(library.list()).toHaveLength(before.library.length);
  const journal = new DownloadJournal(db).list();
  const downloads = journal.map(({ rank: _, ...one }) => ({ ...one, error: errorAsBefore(one.error) }));
  // They go on in the order in which they were begun.
  expect(journal.map(({ rank }) => rank)).toEqual(journal.map((_, index) => index + 1));
  expect(downloads).toEqual(before.downloads);
  const loads = new LedgerTable(db).latest("machine", 200);
  expect(loads.map((one) => ({ ...one, failure: errorAsBefore(one.failure) }))).toEqual(before.ledger);
  const key = { machine: "machine", engineVersion: "e", sizeClass: 1, maxThreads: 8 };
  expect(new TuningsTable(db).find(key)).toEqual(before.tuning);
  await library.dispose();
});

it("has the same settings", () => {
  const settings = new FileSettings({
    dataFolder: folder,
    hubEndpoint: (setting) => hubEndpoint(setting, {}),
    vault: emptyVault,
    logger: silentLogger,
  });
  expect(settings.get()).toMatchObject(before.settings);
});

const runChild = (killedBefore: number | null): { stdout: Promise<string>; exit: Promise<unknown[]> } => {
  const steps = killedBefore === null ? [] : [String(killedBefore)];
  const child = spawn(process.execPath, [join(import.meta.dirname, "killed-step.ts"), path, ...steps], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { stdout: text(child.stdout), exit: once(child, "exit") };
};

/** This many of the migration's steps; each costs a process. */
const kills = 12;

it("loses nothing when the migration is killed, at whichever step", async () => {
  const whole = runChild(null);
  const steps = Number(await whole.stdout);
  expect(steps).toBeGreaterThan(50);
  const migrated = rowsOf(path);
  for (let kill = 0; kill < kills; kill++) {
    rmSync(folder, { recursive: true, force: true });
    makeDataFolder(folder);
    const old = rowsOf(path);
    const [, signal] = await runChild(1 + Math.round((kill * (steps - 1)) / (kills - 1))).exit;
    expect(signal).toBe("SIGKILL");
    expect(rowsOf(path)).toEqual(old);
    openAppDatabase(path).close();
    expect(rowsOf(path)).toEqual(migrated);
  }
}, 120_000);
