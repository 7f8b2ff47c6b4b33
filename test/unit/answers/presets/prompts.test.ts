import { expect, it } from "vitest";
import { Prompts } from "../../../../src-main/answers/presets/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let path: string;
eachInItsOwnPlace((place) => {
  ({ path } = place);
});

it("keeps prompts over a restart, tells of each change, and has room for so many", () => {
  const db = openAppDatabase(path);
  let now = 0;
  const prompts = new Prompts({ db, clock: { now: () => ++now } });
  const told: number[] = [];
  void prompts.onChange((all) => told.push(all.length));
  const first = prompts.save({ id: null, name: "Größe", text: "Say {{text}}." });
  const second = prompts.save({ id: null, name: "B", text: "b" });
  prompts.save({ ...second, text: "c" });
  prompts.remove(first.id);
  expect(told).toEqual([1, 2, 2, 1]);
  db.close();
  const again = openAppDatabase(path);
  const kept = new Prompts({ db: again, clock: { now: () => ++now } });
  expect(kept.list()).toEqual([{ ...second, text: "c" }]);
  expect(() => kept.remove(first.id)).toThrow(expect.objectContaining({ code: "not-found", key: "prompt" }));
  for (let left = 499; left > 0; left--) kept.save({ id: null, name: "N", text: "n" });
  expect(() => kept.save({ id: null, name: "N", text: "n" })).toThrow(
    expect.objectContaining({ code: "invalid-input", key: "too-many-prompts" }),
  );
  again.close();
});
