import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { makeRoom } from "../../../../src-main/answers/engine/worker/room-for-states.ts";
import { isSound, readStateTokens, sealStateFile } from "../../../../src-main/answers/engine/worker/state-file.ts";

const root = mkdtempSync(join(tmpdir(), "bitloft-states-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  for (const place of ["one", "two"]) mkdirSync(join(root, place), { recursive: true });
});

/** Written so many seconds ago. */
function put(name: string, bytes: number, secondsAgo: number): void {
  writeFileSync(join(root, name), Buffer.alloc(bytes, 1));
  const at = Date.now() / 1000 - secondsAgo;
  utimesSync(join(root, name), at, at);
}
const left = (): string[] => ["one", "two"].flatMap((place) => readdirSync(join(root, place))).sort();

it("a sealed file says which tokens it is of, and that it is whole", async () => {
  const path = join(root, "one", "a.state");
  writeFileSync(path, Buffer.alloc(5000, 7));
  await sealStateFile(path, [1, 2, 300_000]);
  expect((await readStateTokens(path))?.tokens).toEqual(Uint32Array.of(1, 2, 300_000));
  expect(await isSound(path)).toBe(true);
});

it("a change of any byte shows, and so does a missing end", async () => {
  const path = join(root, "one", "a.state");
  writeFileSync(path, Buffer.alloc(100, 7));
  await sealStateFile(path, [1, 2]);
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at++) {
    writeFileSync(
      path,
      Uint8Array.from(whole, (byte, index) => (index === at ? byte ^ 4 : byte)),
    );
    expect(await isSound(path), `byte ${at}`).toBe(false);
    writeFileSync(path, whole.subarray(0, at));
    expect(await readStateTokens(path), `${at} bytes`).toBeNull();
  }
  expect(await readStateTokens(join(root, "none"))).toBeNull();
});

it("nothing is said of a file that is not read to its end", async () => {
  const path = join(root, "one", "a.state");
  writeFileSync(path, Buffer.alloc(100, 7));
  await sealStateFile(path, [1, 2]);
  expect(await isSound(path, () => true)).toBeNull();
});

it("room is made by deleting what was used longest ago, of whichever model", async () => {
  put("one/old.state", 40, 300);
  put("two/older.state", 40, 400);
  put("one/new.state", 40, 100);
  expect(await makeRoom(root, 50, { mostBytes: 100, leastFreeBytes: 0 })).toBe(true);
  expect(left()).toEqual(["new.state"]);
});

it("nothing is deleted for a file that has no room even so", async () => {
  put("one/old.state", 40, 300);
  expect(await makeRoom(root, 101, { mostBytes: 100, leastFreeBytes: 0 })).toBe(false);
  expect(await makeRoom(root, 10, { mostBytes: 100, leastFreeBytes: Number.MAX_SAFE_INTEGER })).toBe(false);
  expect(left()).toEqual(["old.state"]);
});

it("what a process left half written goes, and what is being written stays", async () => {
  put("one/a.state.7.part", 40, 3600);
  put("one/b.state.8.part", 40, 1);
  expect(await makeRoom(root, 10, { mostBytes: 100, leastFreeBytes: 0 })).toBe(true);
  expect(left()).toEqual(["b.state.8.part"]);
});

it("what is being written takes its share of the room, and is not deleted for another", async () => {
  put("one/a.state.7.part", 60, 1);
  put("two/b.state", 30, 1);
  expect(await makeRoom(root, 50, { mostBytes: 100, leastFreeBytes: 0 })).toBe(false);
  expect(left()).toEqual(["a.state.7.part", "b.state"]);
  expect(await makeRoom(root, 20, { mostBytes: 100, leastFreeBytes: 0 })).toBe(true);
  expect(left()).toEqual(["a.state.7.part"]);
});
