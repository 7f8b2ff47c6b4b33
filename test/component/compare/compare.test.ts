import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import Compare from "../../../src-renderer/features/compare/Compare.svelte";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { sampleFigures, sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import { type Comparison, defaultConversationSettings } from "../../../src-shared/contract/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { type Shown, show } from "../show.ts";

beforeEach(() => stubBrowser());

const usable = sampleLibrary.filter(({ state, notForChat }) => state === "ready" && notForChat === null);
const [first, second] = usable;
if (first === undefined || second === undefined) throw new Error("the sample library has too few models");

const open = (options = {}): Shown => show(Compare, { state: { wordMs: 1 }, ...options });
const ask = async (prompt: string): Promise<void> => {
  await userEvent.type(await screen.findByLabelText("Prompt"), prompt);
  await userEvent.keyboard("{Enter}");
};
const columns = (): HTMLElement[] => screen.getAllByRole("region", { name: /^Answer [ABC]/ });

it("asks two models the same, shows each answer as it comes with its name, and then what it took", async () => {
  const { inputsOf } = open();
  await ask("What is quantisation?");
  expect(inputsOf("compare", "start")).toMatchObject([
    { prompts: ["What is quantisation?"], seed: null, isBlind: false, atOnce: false, from: null },
  ]);
  expect(await screen.findByText(/It is the same model, stored with fewer bits/)).toBeTruthy();
  await expect.poll(() => columns().map((one) => one.textContent.includes("First word"))).toEqual([true, true]);
  expect(columns()[0]?.getAttribute("aria-label")).toMatch(/^Answer A, by \S+/);
  expect(columns()[0]?.textContent).toMatch(/Speed\s*21\.4 tok\/s.*Memory.*Forecast/s);
  expect(screen.getByLabelText<HTMLTextAreaElement>("Prompt").value).toBe("");
});

it("hides names and figures until the vote, all of them, and says then who it was", async () => {
  open();
  await userEvent.click(await screen.findByLabelText("Blind"));
  await ask("Why?");
  const vote = await screen.findByRole("group", { name: "Which answer is better?" });
  expect(columns().map((one) => one.getAttribute("aria-label"))).toEqual(["Answer A", "Answer B"]);
  const list = screen.getByRole("region", { name: "Comparisons" });
  for (const { name, label } of [first, second])
    for (const said of [name, label]) expect(list.textContent).not.toContain(said);
  expect(list.textContent).not.toMatch(/tok\/s|First word|Memory|Seed/);
  await userEvent.click(within(vote).getByRole("button", { name: "B is better" }));
  expect(await screen.findByText(/^Your choice: B, which is \S+/)).toBe(document.activeElement);
  expect(columns()[1]?.getAttribute("aria-label")).toMatch(/^Answer B, by/);
  expect(list.textContent).toMatch(/tok\/s/);
});

it("says what the votes come to, and saves the table where the person says", async () => {
  const { inputsOf } = open({ state: { wordMs: 1, exportName: "mine" } });
  await userEvent.click(await screen.findByLabelText("Blind"));
  await ask("Why?");
  await userEvent.click(await screen.findByRole("button", { name: "A is better" }));
  expect(await screen.findByText("Not enough votes to tell")).toBeTruthy();
  const table = screen.getByRole("table", { name: "What the votes say" });
  expect(within(table).getAllByRole("row")).toHaveLength(3);
  expect(table.textContent).toMatch(/0\.0580 ± 0\.0013\s*compared with F16/);
  await userEvent.click(screen.getByRole("button", { name: "Save as CSV" }));
  expect(inputsOf("compare", "export")).toEqual([{ format: "csv" }]);
});

it("asks several prompts, a line each, and leads from vote to vote by keyboard", async () => {
  const { inputsOf } = open({
    state: { wordMs: 1, prompts: [{ id: "s", name: "Short", text: "Be\nbrief.", createdAt: 1 }] },
  });
  await userEvent.click(await screen.findByLabelText("Blind"));
  await userEvent.click(screen.getByLabelText("Several prompts"));
  await userEvent.type(screen.getByLabelText("Prompts, one on each line"), "One{Enter}{Enter}Two");
  await userEvent.click(screen.getByRole("button", { name: "Add saved prompts" }));
  await userEvent.click(screen.getByRole("button", { name: "Compare" }));
  expect(inputsOf("compare", "start")).toMatchObject([{ prompts: ["One", "Two", "Be brief."], isBlind: true }]);
  await screen.findByText("3 comparisons wait for your vote.");
  await userEvent.click(screen.getByRole("button", { name: "Vote" }));
  const voteOn = async (prompt: string): Promise<void> => {
    await expect.poll(() => document.activeElement?.textContent).toMatch(/A is better/);
    expect(document.activeElement?.closest("article")?.getAttribute("aria-label")).toBe(`Comparison: ${prompt}`);
    await userEvent.keyboard("{Enter}");
    await screen.findAllByText(/^Your choice: A/);
  };
  await voteOn("One");
  await userEvent.click(screen.getByRole("button", { name: "Next vote" }));
  await voteOn("Two");
  expect(inputsOf("compare", "vote")).toMatchObject([{ better: 0 }, { better: 0 }]);
});

const failed: Comparison = {
  ...{ id: "x", order: 1, batchId: "b", prompt: "Why?", aboveCount: 2, seed: 7, isBlind: true, isHidden: false },
  ...{ isOpen: false, doneCount: 1, vote: null, createdAt: 1, settings: defaultConversationSettings },
  sides: [
    {
      variant: { id: first.id, name: "Gemma", label: "Q4_K_M", sizeBytes: 1 },
      state: "failed",
      parts: [],
      figures: null,
      error: new BridgeError({ code: "load-failed", key: "kept", details: { message: "It is too big." } }).toDto(),
    },
    {
      variant: { id: second.id, name: "Llama", label: "Q8_0", sizeBytes: 1 },
      state: "done",
      parts: [{ kind: "text", text: "So." }],
      figures: sampleFigures(0),
      error: null,
    },
  ],
};

it("shows on its side why one did not answer, and asks again for that alone", async () => {
  const { inputsOf } = open({ state: { comparisons: [failed], wordMs: 1 } });
  expect((await screen.findByRole("alert")).textContent).toMatch(/It is too big/);
  expect(screen.getByText("Asked after 2 messages of the conversation, with its settings.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Ask again for what is missing" }));
  expect(inputsOf("compare", "resume")).toEqual([{ id: "x" }]);
});

it("asks within the conversation that an answer is compared from, beginning with the model that wrote it", async () => {
  const { inputsOf, state } = open();
  state.app.go("compare", {
    variantIds: [second.id],
    from: { conversationId: "c-1", messageId: "m-1", prompt: "And why?" },
  });
  expect(await screen.findByText("Asked with the conversation's settings.")).toBeTruthy();
  expect(screen.getByLabelText<HTMLSelectElement>("First model").value).toBe(second.id);
  expect(screen.getByLabelText<HTMLTextAreaElement>("Prompt").value).toBe("And why?");
  await userEvent.click(screen.getByRole("button", { name: "Compare" }));
  expect(inputsOf("compare", "start")).toMatchObject([
    { prompts: ["And why?"], from: { conversationId: "c-1", messageId: "m-1" } },
  ]);
});

it("keeps all that was written and chosen for a visit to another screen", async () => {
  const { bridge } = open();
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
  const choosers = await screen.findAllByLabelText<HTMLSelectElement>(/^(First|Second) model$/);
  const taken = choosers.map(({ value }) => value);
  const other = [...(choosers[1]?.options ?? [])].find(({ value }) => !taken.includes(value))?.value ?? "";
  await userEvent.selectOptions(field("Second model"), other);
  for (const label of ["Blind", "At the same time"]) await userEvent.click(field(label));
  await userEvent.type(field("Prompt"), "Why?");
  await userEvent.type(field("Seed"), "12");
  await userEvent.type(field("Instructions"), "Be brief.");
  bridge.changeLibrary([]);
  await screen.findByText("Comparing takes two models");
  bridge.changeLibrary(sampleLibrary);
  await screen.findByLabelText("Prompt");
  expect([field("Blind").checked, field("At the same time").checked]).toEqual([true, true]);
  const kept = ["Second model", "Prompt", "Seed", "Instructions"].map((label) => field(label).value);
  expect(kept).toEqual([other, "Why?", "12", "Be brief."]);
});

it("says why it cannot compare, and what the choices do, where it is seen", async () => {
  open();
  const button = await screen.findByRole("button", { name: "Compare" });
  const described = (element: HTMLElement): string =>
    document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent ?? "";
  expect(described(button)).toBe("Write a prompt first.");
  await userEvent.type(screen.getByLabelText("Prompt"), "Why?");
  expect(described(button)).toBe("");
  expect(described(screen.getByLabelText("Blind"))).toMatch(/Names stay hidden/);
  expect(described(screen.getByLabelText("At the same time"))).toMatch(/Where all fit/);
});

it("gives a draft back that a question from a conversation has replaced", async () => {
  const { state } = open();
  await userEvent.type(await screen.findByLabelText("Prompt"), "My own");
  state.app.go("compare", { from: { conversationId: "c-1", messageId: "m-1", prompt: "And why?" } });
  await expect.poll(() => screen.getByLabelText<HTMLTextAreaElement>("Prompt").value).toBe("And why?");
  state.toasts.all.find(({ action }) => action?.label === "Undo")?.action?.onclick();
  await expect.poll(() => screen.getByLabelText<HTMLTextAreaElement>("Prompt").value).toBe("My own");
  expect(screen.queryByText("Asked with the conversation's settings.")).toBeNull();
});

it("asks which of three is best", async () => {
  open();
  await userEvent.click(await screen.findByRole("button", { name: "Add a third" }));
  await userEvent.click(screen.getByLabelText("Blind"));
  await ask("Why?");
  const vote = await screen.findByRole("group", { name: "Which answer is best?" });
  expect(within(vote).getByRole("button", { name: "C is best" })).toBeTruthy();
  await userEvent.click(within(vote).getByRole("button", { name: "None of them" }));
  expect(await screen.findByText("You preferred none of them.")).toBeTruthy();
});

const whole = (id: string, order: number): Comparison => ({
  ...{ ...failed, id, order, prompt: `Prompt ${id}` },
  sides: failed.sides.map((side) => ({ ...side, state: "done" as const, error: null })),
});

it("deletes a comparison only when nobody has it back, and goes on with the next one", async () => {
  const { inputsOf, state } = open({ state: { comparisons: [whole("two", 2), whole("one", 1)], wordMs: 1 } });
  await userEvent.click((await screen.findAllByRole("button", { name: "Delete this comparison" }))[0] as HTMLElement);
  await expect.poll(() => document.activeElement?.textContent).toMatch(/Prompt one/);
  expect(screen.queryByText("Prompt two")).toBeNull();
  expect(inputsOf("compare", "remove")).toEqual([]);
  state.toasts.all[0]?.action?.onclick();
  expect(await screen.findAllByText("Prompt two")).not.toEqual([]);
});

it("leaves open what is being read when another one is asked", async () => {
  open({ state: { comparisons: [whole("one", 1)], wordMs: 1 } });
  const read = await screen.findByRole("button", { name: "Prompt one" });
  await ask("Another");
  await screen.findByRole("button", { name: "Another" });
  expect(read.getAttribute("aria-expanded")).toBe("true");
});

it("keeps the focus on a comparison whose button is gone with what it did", async () => {
  open({ state: { comparisons: [failed], wordMs: 1 } });
  await userEvent.click(await screen.findByRole("button", { name: "Ask again for what is missing" }));
  await expect.poll(() => document.activeElement?.getAttribute("aria-expanded")).toBe("true");
});

it("says why all could not be stopped", async () => {
  const refuse = (): never => {
    throw new BridgeError({ code: "internal", key: "kept", details: { message: "It goes on." } });
  };
  const { state } = open({ state: { wordMs: 100_000 }, overrides: { compare: { stop: refuse } } });
  await userEvent.click(await screen.findByLabelText("Several prompts"));
  await userEvent.type(screen.getByLabelText("Prompts, one on each line"), "One{Enter}Two");
  await userEvent.click(screen.getByRole("button", { name: "Compare" }));
  await userEvent.click(await screen.findByRole("button", { name: "Stop all" }));
  await expect.poll(() => state.toasts.all.some(({ text }) => text.includes("It goes on."))).toBe(true);
});
