import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OwnedProcess } from "../../../../src-main/ground/processes/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-owned-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function start(script: string, nodePath = process.execPath): OwnedProcess {
  const modulePath = join(folder, "script.mjs");
  writeFileSync(modulePath, script);
  return new OwnedProcess({ modulePath, args: [], nodePath, env: {} });
}

/** Stays until it is killed. */
const staying = 'process.on("message", () => undefined); process.send("up");';

const firstMessage = (owned: OwnedProcess): Promise<unknown> =>
  new Promise((resolve) => {
    owned.onMessage(resolve);
  });

describe("how a process ended", () => {
  it("is a code where it ended itself, with what it wrote last to either stream", async () => {
    const owned = start('console.log("one"); console.error("two"); process.exitCode = 3; process.disconnect();');
    const { log, ...end } = await owned.exited;
    expect(end).toEqual({ how: "exited", code: 3 });
    expect(log.toSorted()).toEqual(["one", "two"]);
    expect(owned.isGone).toBe(true);
    expect(owned.send("late")).toBe(false);
  });

  it("is a signal where it was killed", async () => {
    const owned = start(staying);
    await firstMessage(owned);
    expect(owned.isGone).toBe(false);
    expect(await owned.kill()).toBe(true);
    expect(await owned.exited).toMatchObject({ how: process.platform === "win32" ? "exited" : "killed" });
  });

  it("is told of one that could not be started, with the reason", async () => {
    const owned = start("", join(folder, "no-node"));
    expect(await owned.exited).toEqual({ how: "not-started", log: [expect.stringContaining("ENOENT")] });
    expect(owned.isGone).toBe(true);
    expect(owned.pid).toBeUndefined();
    expect(await owned.kill()).toBe(true);
  });
});

describe("a process that is asked to end", () => {
  it("ends itself", async () => {
    const owned = start('process.on("message", (code) => process.exit(code)); process.send("up");');
    await firstMessage(owned);
    expect(await owned.end(7)).toBe(true);
    expect(await owned.exited).toMatchObject({ how: "exited", code: 7 });
  });

  it("is killed where it does not listen", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const owned = start(staying);
    await firstMessage(owned);
    const ended = owned.end("end");
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    expect(await ended).toBe(true);
    expect(owned.isGone).toBe(true);
  });
});

describe("a process that is gone", () => {
  it("is not killed again: another may have its number", async () => {
    const owned = start("process.disconnect();");
    await owned.exited;
    const sent = vi.spyOn(process, "kill");
    await owned.kill();
    expect(sent).not.toHaveBeenCalled();
  });
});
