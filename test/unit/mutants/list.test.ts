import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allMutants } from "../../mutants/all-mutants.ts";
import { plant } from "../../mutants/mutant.ts";

const mutants = await allMutants();

test("names each fault once", () => {
  const ids = mutants.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids).size).toBe(ids.length);
});

test.for(mutants)("$id can still be planted, and names who should notice", (mutant) => {
  expect(plant(mutant, readFileSync(mutant.file, "utf8"))).toContain(mutant.replace);
  for (const file of mutant.tests ?? []) expect(existsSync(file), file).toBe(true);
  // Either tests that notice, or why none can.
  expect((mutant.tests ?? []).length > 0).toBe(mutant.equivalent === undefined);
});
