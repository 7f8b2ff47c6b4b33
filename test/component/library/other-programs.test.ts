import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { FoundModels, Job } from "../../../src-shared/contract/index.ts";
import { sampleElsewhere, sampleFound } from "../../../src-renderer/bridge/fake/index.ts";
import OtherPrograms from "../../../src-renderer/features/library/OtherPrograms.svelte";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { type Shown, show } from "../show.ts";

beforeEach(() => stubBrowser());

const held = (foundModels: FoundModels = sampleFound): Shown =>
  show(OtherPrograms, { state: { elsewhere: sampleElsewhere, foundModels } });
const sheet = async (): Promise<HTMLElement> => {
  await userEvent.click(await screen.findByRole("button", { name: "Use in place" }));
  return screen.findByRole("dialog", { name: "Models that other programs keep here" });
};

describe("models of other programs, in the library", () => {
  it("are one line, which can be dismissed, and none where there are none", async () => {
    held();
    await screen.findByText("LM Studio, Ollama, and Hugging Face hold 4 models, 33.1 GB.");
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/hold 4 models/)).toBeNull();
  });

  it("are shown with their sizes, and those that are chosen are used", async () => {
    const shown = held();
    const dialog = await sheet();
    const boxes = await within(dialog).findAllByRole("checkbox");
    // Three programs with four models.
    expect(boxes).toHaveLength(7);
    // It could not have the focus while they were looked for.
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^\s*Use 4 models/));
    within(dialog).getByText("One more is in the library already.");
    await userEvent.click(within(dialog).getByRole("checkbox", { name: /gemma-3-12b-it/ }));
    expect(within(dialog).getByRole("checkbox", { name: /^LM Studio/ })).toHaveProperty("indeterminate", true);
    await userEvent.click(within(dialog).getByRole("checkbox", { name: /^Ollama/ }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Use 2 models, 22.6 GB" }));
    await waitFor(() => expect(shown.inputsOf("stores", "use")).toEqual([{ ids: ["f-studio-1", "f-hub-1"] }]));
    await waitFor(() => expect(shown.bridge.state.library.some(({ id }) => id.includes("Phi-4"))).toBe(true));
    // What was taken over is no longer offered.
    await waitFor(() => expect(screen.queryByRole("button", { name: "Use in place" })).toBeNull());
  });

  it("say why one does not run, and lead to one that does", async () => {
    const shown = held();
    const dialog = await sheet();
    await userEvent.click(await within(dialog).findByText("One does not run here"));
    within(dialog).getByText(/^MLX needs Apple's MLX framework/);
    await userEvent.click(within(dialog).getByRole("button", { name: "Find Qwen3 14B as GGUF" }));
    expect(shown.state.app.screen).toBe("discover");
    expect(shown.state.catalog.text).toBe("Qwen3 14B");
  });

  it("say what could not be looked at", async () => {
    const path = "/usr/share/ollama/.ollama/models/manifests";
    held({ found: [], problems: [{ program: "ollama", path, reason: "may-not-read" }], partial: true });
    const dialog = await sheet();
    await within(dialog).findByText(`${path} cannot be read: it belongs to another user.`);
    within(dialog).getByText(/some models may be missing/);
    expect(within(dialog).getByRole("button", { name: "Use in place" })).toHaveProperty("disabled", true);
  });

  it("come from files that are dropped on the page", async () => {
    const shown = show(OtherPrograms);
    const files = [new File(["x"], "mine.gguf")];
    const dataTransfer = { types: ["Files"], files };
    await fireEvent(window, Object.assign(new Event("dragover", { cancelable: true }), { dataTransfer }));
    await screen.findByText("Drop to add to the library");
    await fireEvent(window, Object.assign(new Event("drop", { cancelable: true }), { dataTransfer }));
    expect(screen.queryByText("Drop to add to the library")).toBeNull();
    await waitFor(() =>
      expect(shown.state.toasts.all[0]?.text).toBe("mine.gguf is in the library. Its file stays where it is."),
    );
  });

  it("show how far taking them over is, and can be stopped", async () => {
    const job: Job<"link"> = {
      ...{ id: "l", kind: "link", subject: { models: 3 }, state: "running", startedAt: 1 },
      ...{ progress: { doneBytes: 1e9, totalBytes: 4e9 }, result: null, error: null },
    };
    const shown = show(OtherPrograms, { state: { elsewhere: sampleElsewhere, jobs: [job] } });
    await screen.findByRole("progressbar", { name: "Adding other programs' models to the library" });
    expect(screen.queryByRole("button", { name: "Use in place" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Stop adding them" }));
    await waitFor(() => expect(shown.inputsOf("jobs", "cancel")).toEqual([{ id: "l" }]));
  });
});
