import { expect, it } from "vitest";
import { addedByName, sameName } from "../../../../src-shared/contract/index.ts";

interface Named {
  name: string;
  text: string;
}
const of = (name: string, text: string): Named => ({ name, text });
const added = (there: Named[], wanted: Named[]): (Named | null)[] =>
  addedByName(there, wanted, { isSame: (one, other) => one.text === other.text, mostCharacters: 12 });

it("leaves alone what is there, and gives what is other the next free name", () => {
  const there = [of("Brief", "a"), of("Brief (2)", "b")];
  expect(added(there, [of("Brief", "a"), of("brief", "b"), of("Brief", "c"), of("Long", "a")])).toEqual([
    null,
    null,
    of("Brief (3)", "c"),
    of("Long", "a"),
  ]);
});

it("adds once what a list has twice, and numbers what is other in it", () => {
  const wanted = [of("Brief", "a"), of("Brief", "a"), of("BRIEF", "b")];
  expect(added([], wanted)).toEqual([of("Brief", "a"), null, of("BRIEF (2)", "b")]);
});

it("adds nothing the second time", () => {
  const wanted = [of("Brief", "a"), of("Brief (2)", "b"), of("Brief", "c")];
  const there = [of("Brief", "z")];
  const first = added(there, wanted).filter((one) => one !== null);
  expect(first.map(({ name }) => name)).toEqual(["Brief (2)", "Brief (2 (2)", "Brief (3)"]);
  expect(added([...there, ...first], wanted)).toEqual([null, null, null]);
});

it("keeps a numbered name within its length, with whole characters", () => {
  const [one] = added([of("1234567😀89", "a")], [of("1234567😀89", "b")]);
  expect(one?.name).toBe("1234567 (2)");
});

it("takes names for one that a person would", () => {
  expect(sameName("Größe", " GRO\u0308SSE".replace("SS", "ß"))).toBe(true);
  expect(sameName("Size", "Sizes")).toBe(false);
});
