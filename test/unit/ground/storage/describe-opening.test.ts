import { expect, it } from "vitest";
import { describeOpening } from "../../../../src-main/ground/storage/describe-opening.ts";

const aside = "/data/bitloft.db.damaged-2026";

it.each(["opened", "created", "migrated"] as const)("has nothing to tell of a database that was %s", (outcome) => {
  expect(describeOpening({ outcome, movedAside: null })).toBeNull();
});

it("tells what took the place of a damaged database, what is missing, and where it is kept", () => {
  const restored = describeOpening({ outcome: "restored", movedAside: aside });
  expect(restored?.title).toMatch(/backup/);
  expect(restored?.text).toMatch(/damaged.*backup/);
  expect(restored?.text).toContain(`kept, unchanged, as ${aside}`);
  expect(describeOpening({ outcome: "restored", movedAside: null })?.text).toMatch(/missing.*backup/);
});

it("says plainly that it begins with an empty one where there was no backup, and where the old one lies", () => {
  const replaced = describeOpening({ outcome: "replaced", movedAside: aside });
  expect(replaced?.title).toMatch(/empty/);
  expect(replaced?.text).toMatch(/no usable backup.*empty.*conversations are not in it/);
  expect(replaced?.text).toContain(`kept, unchanged, as ${aside}`);
});

it("tells what was in the way of a database that is fine", () => {
  expect(describeOpening({ outcome: "opened", movedAside: `${aside}-wal` })?.text).toContain(`${aside}-wal`);
});
