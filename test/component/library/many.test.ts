import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import Library from "../../../src-renderer/features/library/Library.svelte";
import { sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { show } from "../show.ts";

beforeEach(() => stubBrowser());

it("shows a long library bit by bit, which comes page by page", async () => {
  const [like] = sampleLibrary;
  if (!like) throw new Error("the sample library is empty");
  const library = Array.from({ length: 130 }, (_, index) => ({
    ...like,
    id: `v-${String(index).padStart(3, "0")}`,
    path: `/models/${index}.gguf`,
    addedAt: 1_000_000 - index,
    lastUsedAt: null,
  }));
  const { inputsOf } = show(Library, { state: { library } });
  await screen.findByText(/^130 variants/);
  expect(inputsOf("library", "list")).toEqual([
    { cursor: null },
    { cursor: JSON.stringify([library[99]?.addedAt, library[99]?.id]) },
  ]);
  expect(screen.getAllByRole("row")).toHaveLength(1 + 100);
  // What a model would cost is asked of those that are on screen.
  const asked = (): string[][] => inputsOf("library", "fits").map((input) => (input as { ids: string[] }).ids);
  const ids = library.map(({ id }) => id);
  await waitFor(() => expect(asked().at(-1)).toEqual(ids.slice(0, 100)));
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(1 + 130));
  await waitFor(() => expect(asked().slice(-2)).toEqual([ids.slice(0, 100), ids.slice(100)]));
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
});
