import { expect, test, vi } from "vitest";
import { Toasts } from "../../../src-renderer/ui/index.ts";

test("of two messages with one text the later one is shown, unless the first can be taken back", () => {
  vi.useFakeTimers();
  const toasts = new Toasts(({ code }) => code);
  toasts.show("Saved.");
  toasts.show("Saved.");
  expect(toasts.all).toHaveLength(1);
  const taken: number[] = [];
  for (const which of [1, 2]) {
    toasts.show("Deleted.", { action: { label: "Undo", onclick: () => void taken.push(which) } });
  }
  for (const { action } of toasts.all) action?.onclick();
  expect(taken).toEqual([1, 2]);
  vi.useRealTimers();
});
