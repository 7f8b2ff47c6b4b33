import { expect, it } from "vitest";
import { describeOpening } from "../../../../src-main/models/library/index.ts";

const aside = "/data/bitloft.db.damaged-2026";

it.each(["opened", "created", "migrated"] as const)("has nothing to tell of a database that was %s", (outcome) => {
  expect(describeOpening({ outcome, movedAside: null })).toBeNull();
});

it("tells what took the place of a damaged database, what is missing, and where it is kept", () => {
  const restored = describeOpening({ outcome: "restored", movedAside: aside });
  expect(restored).toMatch(/damaged.*backup/);
  expect(restored).toContain(aside);
  expect(describeOpening({ outcome: "restored", movedAside: null })).toMatch(/missing.*backup/);
  const replaced = describeOpening({ outcome: "replaced", movedAside: aside });
  expect(replaced).toMatch(/conversations could not be recovered/);
  expect(replaced).toContain(aside);
});

it("tells what was in the way of a database that is fine", () => {
  expect(describeOpening({ outcome: "opened", movedAside: `${aside}-wal` })).toContain(`${aside}-wal`);
});
