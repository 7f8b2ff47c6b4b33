import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import Downloads from "../../../src-renderer/features/downloads/Downloads.svelte";
import { show } from "../show.ts";

const names = (): string[] =>
  screen.getAllByRole("article").map((row) => (row.getAttribute("aria-label") ?? "").split(" ")[0] ?? "");

describe("the order of downloads in the window", () => {
  it("is changed by its buttons, with the focus kept and the new place said", async () => {
    const { inputsOf, state } = show(Downloads);
    await screen.findAllByRole("article");
    const [first, second] = names();
    const later = screen.getByRole("button", { name: new RegExp(`^Later: ${first}`) });
    later.focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(names().slice(0, 2)).toEqual([second, first]));
    expect(inputsOf("downloads", "place")).toEqual([{ id: "d-qwen", beforeId: "d-phi" }]);
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toMatch(`Later: ${first}`));
    expect(state.announcer.message).toMatch(new RegExp(`^${first}.* is now 2 of 5\\.$`));
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(names().slice(0, 2)).toEqual([first, second]));
    // The first has nowhere earlier to go: what is left of its buttons has the focus.
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toMatch(`Later: ${first}`));
  });

  it("is changed by dragging, to the place of the row that it is dropped on", async () => {
    const { inputsOf } = show(Downloads);
    const rows = (await screen.findAllByRole("article")).map((row) => row.closest("li") as HTMLElement);
    const [first = "", second, third] = names();
    const data = new Map<string, string>();
    const dataTransfer = {
      setData: (type: string, value: string) => data.set(type, value),
      getData: (type: string) => data.get(type) ?? "",
      get types() {
        return [...data.keys()];
      },
    };
    await fireEvent.drop(rows[2] as HTMLElement, { dataTransfer });
    expect(inputsOf("downloads", "place")).toEqual([]);
    await fireEvent.dragStart(rows[0] as HTMLElement, { dataTransfer });
    await fireEvent.dragOver(rows[2] as HTMLElement, { dataTransfer });
    await fireEvent.drop(rows[2] as HTMLElement, { dataTransfer });
    await waitFor(() => expect(names().slice(0, 3)).toEqual([second, third, first]));
  });
});
