import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OwnedProcess } from "../../../../src-main/ground/processes/index.ts";

vi.mock("node:child_process", async (original) => ({
  ...(await original<typeof import("node:child_process")>()),
  spawn: vi.fn(),
}));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-unguarded-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const failure = (code: string): Error => Object.assign(new Error(`spawn /bin/sh ${code}`), { code });

/** What Node gives where no file is free: neither streams nor a number, and the error later. */
function withoutFiles(): ChildProcess {
  const process = Object.assign(new EventEmitter(), { unref: () => undefined });
  queueMicrotask(() => process.emit("error", failure("EMFILE")));
  return process as unknown as ChildProcess;
}

function withoutMemory(): ChildProcess {
  throw failure("ENOMEM");
}

describe.skipIf(process.platform === "win32")("a process whose guard cannot be started", () => {
  it.each([
    ["for want of a file", withoutFiles],
    ["for want of memory", withoutMemory],
  ])("%s runs, and can be ended, all the same", async (_, spawned) => {
    vi.mocked(spawn).mockImplementation(spawned);
    const script = join(folder, "waits.mjs");
    writeFileSync(script, "process.on('message', () => undefined); process.send('here');");
    const owned = new OwnedProcess({ modulePath: script, args: [], nodePath: process.execPath, env: {} });
    expect(vi.mocked(spawn)).toHaveBeenCalled();
    expect(await new Promise((resolve) => owned.onMessage(resolve))).toBe("here");
    expect(await owned.kill()).toBe(true);
    expect(await owned.exited).toMatchObject({ how: "killed", signal: "SIGKILL" });
  });
});
