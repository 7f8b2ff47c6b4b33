import { expect, it } from "vitest";
import { type OpeningReport, openingNotice } from "../../../../src-main/ground/storage/index.ts";
import { languages, sayDatabaseNotice } from "../../../../src-shared/words/index.ts";

const aside = "/data/bitloft.db.damaged-2026";
const told = (outcome: OpeningReport["outcome"], movedAside: string | null, language = languages.en) => {
  const notice = openingNotice({ outcome, movedAside });
  return notice && sayDatabaseNotice(notice, language);
};

it.each(["opened", "created", "migrated"] as const)("has nothing to tell of a database that was %s", (outcome) => {
  expect(told(outcome, null)).toBeNull();
});

it("tells what took the place of a damaged database, what is missing, and where it is kept", () => {
  const restored = told("restored", aside);
  expect(restored?.title).toMatch(/backup/);
  expect(restored?.text).toMatch(/damaged.*backup/);
  expect(restored?.text).toContain(`kept, unchanged, as ${aside}`);
  expect(told("restored", null)?.text).toMatch(/missing.*backup/);
});

it("says plainly that it begins with an empty one where there was no backup, and where the old one lies", () => {
  const replaced = told("replaced", aside);
  expect(replaced?.title).toMatch(/empty/);
  expect(replaced?.text).toMatch(/no usable backup.*empty.*conversations are not in it/);
  expect(replaced?.text).toContain(`kept, unchanged, as ${aside}`);
});

it("tells what was in the way of a database that is fine", () => {
  expect(told("opened", `${aside}-wal`)?.text).toContain(`${aside}-wal`);
});

it.each(["restored", "replaced", "opened"] as const)("names the old file in German too: %s", (outcome) => {
  const german = told(outcome, aside, languages.de);
  expect(german?.text).toContain(aside);
  expect(german?.title).not.toBe(told(outcome, aside)?.title);
});
