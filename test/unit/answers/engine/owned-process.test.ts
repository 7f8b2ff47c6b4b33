import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OwnedProcess } from "../../../../src-main/answers/engine/owned-process.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-owned-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe("a process that is gone", () => {
  it("is not killed again: another may have its number", async () => {
    const script = join(folder, "short.mjs");
    writeFileSync(script, "process.disconnect();");
    const owned = new OwnedProcess(script, [], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    await once(owned.child, "exit");
    const sent = vi.spyOn(process, "kill");
    owned.kill();
    expect(sent).not.toHaveBeenCalled();
  });
});
