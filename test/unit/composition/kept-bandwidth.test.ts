import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GiB, MiB } from "../../../src-shared/figures/index.ts";
import { silentLogger } from "../../../src-main/ground/core/index.ts";
import { keepBandwidth, readKeptBandwidth } from "../../../src-main/composition/kept-bandwidth.ts";

const here = { processor: "Ryzen 7 5800X", memoryBytes: 31.3 * GiB };
const measured = { bytesPerSecond: 38e9, at: 1_760_000_000_000 };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-bandwidth-"));
  file = join(folder, "bandwidth.json");
  keepBandwidth(file, measured, silentLogger, here);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a measured bandwidth", () => {
  it("is known again on the computer that it was measured on, after an update of its system too", () => {
    expect(readKeptBandwidth(file, here)).toEqual(measured);
    expect(readKeptBandwidth(file, { ...here, memoryBytes: here.memoryBytes - 9 * MiB })).toEqual(measured);
  });

  it("says nothing of another computer", () => {
    expect(readKeptBandwidth(file, { ...here, processor: "Ryzen 9 9950X" })).toBeNull();
    expect(readKeptBandwidth(file, { ...here, memoryBytes: 2 * here.memoryBytes })).toBeNull();
  });

  it.each(["", "{}", '{"version":2,"processor":"Ryzen 7 5800X","memoryBytes":1,"bytesPerSecond":-1}'])(
    "is measured again where its file holds %j",
    (text) => {
      writeFileSync(file, text);
      expect(readKeptBandwidth(file, here)).toBeNull();
    },
  );

  it("that cannot be kept is no failure", () => {
    expect(() => keepBandwidth(join(folder, "absent", "x.json"), measured, silentLogger, here)).not.toThrow();
  });
});
