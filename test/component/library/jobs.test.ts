import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../../src-shared/contract/index.ts";
import Library from "../../../src-renderer/features/library/Library.svelte";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { type Shown, show } from "../show.ts";

const id = "v-llama";

function verifying(patch: Partial<Job<"verify">> = {}): Job<"verify"> {
  return {
    id: "j",
    kind: "verify",
    subject: { variantId: id },
    state: "running",
    progress: { doneBytes: 2e9, totalBytes: 5e9 },
    result: null,
    error: null,
    startedAt: 1,
    ...patch,
  };
}

function importing(patch: Partial<Job<"import">> = {}): Job<"import"> {
  return {
    id: "i",
    kind: "import",
    subject: { fileName: "mine.gguf" },
    state: "running",
    progress: { doneBytes: 1e6, totalBytes: null },
    result: null,
    error: null,
    startedAt: 1,
    ...patch,
  };
}

beforeEach(() => stubBrowser());

/** The variant's row. */
const card = async (shown: Shown): Promise<HTMLElement> => {
  const variant = shown.bridge.state.library.find((one) => one.id === id);
  const name = new RegExp(variant?.name.slice(0, 12) ?? "");
  const [found] = await screen.findAllByRole("row", { name });
  if (!found) throw new Error("there is no such card");
  return found;
};

const panel = () => screen.findByRole("complementary", { name: /^Details of/ });

const chooseVerify = async (of: HTMLElement): Promise<void> => {
  if (screen.queryByRole("complementary") === null) {
    of.querySelector<HTMLElement>("[data-row]")?.focus();
    await userEvent.keyboard("{Enter}");
  }
  await userEvent.click(within(await panel()).getByRole("button", { name: "Verify" }));
};

describe("a check in the library", () => {
  it("shows how far it is, and says at its end what was found", async () => {
    const shown = show(Library);
    const of = await card(shown);
    await chooseVerify(of);
    await waitFor(() =>
      expect(shown.state.toasts.all.map(({ text }) => text)).toEqual(["Every byte is as it should be."]),
    );
    // What has been reported is over.
    await waitFor(() => expect(shown.bridge.state.jobs).toEqual([]));
    expect(within(of).queryByRole("progressbar")).toBeNull();
  });

  it("that was begun before the window is shown too, and can be cancelled", async () => {
    const shown = show(Library, { state: { jobs: [verifying()] } });
    const of = await card(shown);
    const bar = await within(of).findByRole("progressbar", { name: /^Reading / });
    expect(bar.getAttribute("aria-valuenow")).toBe("40");
    expect(of.textContent).toContain("2.0 of 5.0 GB");
    await userEvent.click(within(of).getByRole("button", { name: /^Stop reading/ }));
    await waitFor(() => expect(within(of).queryByRole("progressbar")).toBeNull());
    expect(shown.inputsOf("jobs", "cancel")).toEqual([{ id: "j" }]);
    expect(shown.state.toasts.all).toEqual([]);
  });

  it("says nothing when it is cancelled, and its failure when it fails", async () => {
    const shown = show(Library, { overrides: { library: { verify: async () => verifying() } } });
    const of = await card(shown);
    await chooseVerify(of);
    await waitFor(() => expect(shown.inputsOf("library", "verify")).toHaveLength(1));
    const error = { code: "file-missing" as const, key: "no-file" as const, details: {} };
    shown.bridge.emit("jobs", { revision: 1, put: [verifying({ state: "failed", error })], removed: [] });
    await waitFor(() => expect(shown.state.toasts.all.map(({ text }) => text)).toEqual(["There is no file."]));
  });

  it("that Bitloft's end cut short is told of on its variant", async () => {
    const shown = show(Library, { state: { jobs: [verifying({ state: "interrupted" })] } });
    const of = await card(shown);
    await userEvent.click(of);
    const told = await panel();
    await waitFor(() =>
      expect(told.textContent).toContain("Bitloft was closed before every byte was read. Verify it again."),
    );
    await chooseVerify(of);
    await waitFor(() => expect(told.textContent).not.toContain("Bitloft was closed"));
  });
});

describe("a file that is added", () => {
  it("shows that it is under way, and can be stopped", async () => {
    const shown = show(Library, { state: { jobs: [importing()] } });
    await screen.findByRole("progressbar", { name: "Adding mine.gguf" });
    await userEvent.click(screen.getByRole("button", { name: "Stop adding mine.gguf" }));
    await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
    expect(shown.inputsOf("jobs", "cancel")).toEqual([{ id: "i" }]);
  });

  it("is told of by its name when it is there", async () => {
    const shown = show(Library, { overrides: { library: { import: async () => importing() } } });
    await userEvent.click(await screen.findByRole("button", { name: "Add a file" }));
    await waitFor(() => expect(shown.inputsOf("library", "import")).toHaveLength(1));
    shown.bridge.emit("jobs", {
      revision: 1,
      put: [importing({ state: "done", result: { variantId: id } })],
      removed: [],
    });
    const name = shown.bridge.state.library.find((one) => one.id === id)?.name ?? "";
    await waitFor(() =>
      expect(shown.state.toasts.all.map(({ text }) => text)).toEqual([
        `${name} is in the library. Its file stays where it is.`,
      ]),
    );
  });

  it("and was not, because Bitloft ended, is told of until that is dismissed", async () => {
    const shown = show(Library, { state: { jobs: [importing({ state: "interrupted" })] } });
    await screen.findByText("mine.gguf was not added.");
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(screen.queryByText("mine.gguf was not added.")).toBeNull());
    expect(shown.inputsOf("jobs", "dismiss")).toEqual([{ id: "i" }]);
  });
});
