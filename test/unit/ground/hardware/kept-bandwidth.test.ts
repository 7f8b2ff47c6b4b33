import { GiB, MiB } from "../../../../src-shared/figures/index.ts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { KeptBandwidth } from "../../../../src-main/ground/hardware/kept-bandwidth.ts";
import { machineOf } from "../../models/recommend/facts.ts";

const here = { processor: "Ryzen 7 5800X", memoryBytes: 31.3 * GiB };
const measured = { bytesPerSecond: 38e9, at: 1_760_000_000_000 };

const profile = machineOf({});
profile.memory = {
  ...profile.memory,
  bandwidthBasis: "measured",
  bandwidthBytesPerSecond: measured.bytesPerSecond,
  bandwidthMeasuredAt: measured.at,
};

let folder: string;
let file: string;
const keptAt = (path: string, on: typeof here): KeptBandwidth =>
  new KeptBandwidth({ path, logger: silentLogger, here: on });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-bandwidth-"));
  file = join(folder, "bandwidth.json");
  keptAt(file, here).keep(profile);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a measured bandwidth", () => {
  it("is known again on the computer that it was measured on, after an update of its system too", () => {
    expect(keptAt(file, here).get()).toEqual(measured);
    expect(keptAt(file, { ...here, memoryBytes: here.memoryBytes - 9 * MiB }).get()).toEqual(measured);
  });

  it("says nothing of another computer", () => {
    expect(keptAt(file, { ...here, processor: "Ryzen 9 9950X" }).get()).toBeNull();
    expect(keptAt(file, { ...here, memoryBytes: 2 * here.memoryBytes }).get()).toBeNull();
  });

  it.each(["", "{}", '{"version":2,"processor":"Ryzen 7 5800X","memoryBytes":1,"bytesPerSecond":-1}'])(
    "is measured again where its file holds %j",
    (text) => {
      writeFileSync(file, text);
      expect(keptAt(file, here).get()).toBeNull();
    },
  );

  it("that cannot be kept is no failure", () => {
    expect(() => keptAt(join(folder, "absent", "x.json"), here).keep(profile)).not.toThrow();
  });
});
