import { SvelteMap } from "svelte/reactivity";
import { describe, expect, test } from "vitest";
import { DrawnMessages, drawnLimits } from "../../../src-renderer/features/chat/drawn-messages.svelte.ts";
import type { Message } from "../../../src-shared/contract/index.ts";

const { first, step, page, around, most } = drawnLimits;

/** The last `here` messages of a branch of `total`, which `become` makes another one. */
function branch(total: number, here: number) {
  const sizes = new SvelteMap([["now", { total, here }]]);
  const now = (): { total: number; here: number } => sizes.get("now") ?? { total, here };
  return {
    get messages() {
      return Array.from({ length: now().here }, (_, at) => ({ id: String(now().total - now().here + at) }) as Message);
    },
    get earlier() {
      return now().total - now().here;
    },
    become: (size: { total: number; here: number }) => void sizes.set("now", size),
  };
}
const span = (drawn: DrawnMessages): string => `${drawn.shown[0]?.id ?? ""} to ${drawn.shown.at(-1)?.id ?? ""}`;

describe("what is drawn of a branch", () => {
  test("is its end, and all of a short one", () => {
    const drawn = new DrawnMessages(branch(1000, 40));
    expect(span(drawn)).toBe(`${1000 - first} to 999`);
    expect([drawn.before, drawn.ready, drawn.after]).toEqual([1000 - first, 40 - first, 0]);
    expect(new DrawnMessages(branch(3, 3)).shown).toHaveLength(3);
    expect(new DrawnMessages(branch(0, 0)).shown).toEqual([]);
  });

  test("grows upwards as far as the messages are here, and leaves the other end", () => {
    const drawn = new DrawnMessages(branch(1000, 40));
    drawn.growBefore(step, 2);
    expect(span(drawn)).toBe(`${1000 - first - step} to 997`);
    expect(drawn.after).toBe(2);
    drawn.growBefore(page);
    expect(span(drawn)).toBe("960 to 997");
  });

  test("grows downwards to the end, from which on it follows the branch", () => {
    const here = branch(1000, 500);
    const drawn = new DrawnMessages(here);
    drawn.goTo(600);
    expect(span(drawn)).toBe(`${600 - around} to ${600 + page - 1}`);
    drawn.growAfter(step, 3);
    expect(span(drawn)).toBe(`${600 - around + 3} to ${600 + page + step - 1}`);
    drawn.growAfter(1000);
    expect(drawn.after).toBe(0);
    drawn.toEnd();
    // Far more than is looked at.
    expect(drawn.shown).toHaveLength(first);
  });

  test("stays where it is when what is above it comes, and when another branch begins below it", () => {
    const here = branch(1000, 500);
    const drawn = new DrawnMessages(here);
    drawn.goTo(600);
    const before = span(drawn);
    here.become({ total: 1000, here: 540 });
    expect([span(drawn), drawn.ready]).toEqual([before, 130]);
    here.become({ total: 645, here: 185 });
    expect([span(drawn), drawn.after]).toEqual([before, 5]);
    here.become({ total: 610, here: 150 });
    expect(span(drawn)).toBe(`${600 - around} to 609`);
    // Nothing of what was drawn is in it.
    here.become({ total: 500, here: 40 });
    expect(span(drawn)).toBe(`${500 - first} to 499`);
  });

  test("goes to a message that is near without leaving the end", () => {
    const drawn = new DrawnMessages(branch(100, 100));
    drawn.goTo(60);
    expect(span(drawn)).toBe("50 to 99");
    drawn.begin();
    expect(span(drawn)).toBe(`${100 - first} to 99`);
  });

  test("goes from the top to what is near the end without drawing all that is between", () => {
    const drawn = new DrawnMessages(branch(10_000, 10_000));
    drawn.goTo(0);
    drawn.goTo(9990);
    expect(span(drawn)).toBe("9980 to 9999");
  });

  test("keeps what is drawn when the end is gone to, unless it is too much", () => {
    const drawn = new DrawnMessages(branch(1000, 500));
    drawn.growBefore(page);
    drawn.toEnd();
    expect(drawn.shown).toHaveLength(first + page);
    drawn.growBefore(most);
    drawn.toEnd();
    expect(drawn.shown).toHaveLength(first);
  });
});
