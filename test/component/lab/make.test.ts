import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import Lab from "../../../src-renderer/features/lab/Lab.svelte";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { type Shown, show } from "../show.ts";

beforeEach(() => stubBrowser());

const [, llama] = sampleLibrary;
if (llama === undefined) throw new Error("the sample library is empty");
const whole = { ...llama, id: "v-f16", label: "F16", variantKey: "F16", sizeBytes: 16.1e9 };

async function open(state = {}): Promise<Shown> {
  const shown = show(Lab, { state: { library: [whole], ...state } });
  await userEvent.click(await screen.findByRole("radio", { name: "Make" }));
  return shown;
}
const type = (): Promise<HTMLSelectElement> => screen.findByLabelText<HTMLSelectElement>("Type");

it("offers the type that suits this computer, says the file's size, makes it, measures it and shows what it lost", async () => {
  const { inputsOf } = await open();
  expect((await type()).selectedOptions[0]?.textContent).toMatch(/^Q5_K_M · 5\.7 GB · .* · suggested here$/);
  expect(
    await screen.findByText(/^The file will be 5\.7 GB\. There is room for 79(\.0)? GB there\./),
  ).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Make it and measure it" }));
  expect(inputsOf("lab", "make")).toEqual([
    {
      ...{ variantId: "v-f16", label: "Q5_K_M", matrix: null, name: null },
      thenMeasure: { text: { kind: "bundled", name: "english" }, tokens: 4096 },
    },
  ]);
  expect(await screen.findByText(/Of 1,000 words, it would choose another one 131 times\./)).toBeTruthy();
  expect(screen.getByRole("radio", { name: "Measure" })).toHaveProperty("checked", true);
  expect(screen.getByLabelText<HTMLSelectElement>("Variant").value).toBe("v-made-Q5_K_M");
});

it("collects a matrix first where the type needs one", async () => {
  const { inputsOf } = await open();
  const options = [...(await type()).options].map(({ value }) => value);
  const needing = options.find((label) => /^(IQ[12]|Q2_K)/.test(label)) ?? "";
  await userEvent.selectOptions(await type(), needing);
  expect(screen.getByText(`${needing} cannot be made without an importance matrix.`)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Make it and measure it" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Collect a matrix first" }));
  expect(inputsOf("lab", "collectMatrix")).toMatchObject([{ variantId: "v-f16", text: { name: "english" } }]);
});

it("takes a matrix that is chosen in the system's dialog, and another name", async () => {
  const { inputsOf } = await open({ pickedFile: "my-imatrix.gguf" });
  await type();
  await userEvent.selectOptions(screen.getByLabelText("Importance matrix"), "A file…");
  await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>("Importance matrix").value).toBe("chosen"));
  const name = screen.getByLabelText("File name");
  await userEvent.clear(name);
  await userEvent.type(name, "mine");
  await userEvent.click(screen.getByRole("button", { name: "Make it and measure it" }));
  expect(inputsOf("lab", "make")).toMatchObject([{ matrix: { kind: "chosen", id: "matrix-1" }, name: "mine" }]);
});

it("has nothing of what was chosen for one model in the form of the next", async () => {
  const other = { ...whole, id: "v-other", name: "Other", repository: "some/Other-GGUF" };
  const { inputsOf } = await open({ library: [whole, other], pickedFile: "my-imatrix.gguf" });
  await userEvent.selectOptions(await screen.findByLabelText("Made from"), "v-f16");
  const usual = (await type()).value;
  await userEvent.selectOptions(await type(), "Q8_0");
  await userEvent.selectOptions(screen.getByLabelText("Importance matrix"), "A file…");
  await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>("Importance matrix").value).toBe("chosen"));
  await userEvent.type(screen.getByLabelText("File name"), "-mine");
  await userEvent.selectOptions(screen.getByLabelText("Made from"), "v-other");
  expect((await type()).value).toBe(usual);
  expect(screen.queryByRole("option", { name: "my-imatrix.gguf" })).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>("File name").value).not.toContain("mine");
  await userEvent.click(screen.getByRole("button", { name: "Make it and measure it" }));
  expect(inputsOf("lab", "make")).toMatchObject([{ variantId: "v-other", label: usual, matrix: null, name: null }]);
});

it("keeps what was written while the library changes", async () => {
  const { bridge } = await open();
  await type();
  await userEvent.type(screen.getByLabelText("File name"), "-mine");
  bridge.changeLibrary([{ ...whole, modifiers: ["UD"] }]);
  expect(screen.getByLabelText<HTMLInputElement>("File name").value).toContain("mine");
});

it("says what was saved of the one that it was made of, whichever is chosen by then", async () => {
  const other = { ...whole, id: "v-other", name: "Other", sizeBytes: 40e9 };
  const { state } = await open({ library: [whole, other] });
  await userEvent.selectOptions(await screen.findByLabelText("Made from"), "v-f16");
  await type();
  await userEvent.click(screen.getByRole("button", { name: "Make it and measure it" }));
  await userEvent.selectOptions(screen.getByLabelText("Made from"), "v-other");
  await waitFor(() => expect(state.toasts.all.map(({ text }) => text).join()).toMatch(/instead of 16\.1 GB/));
});

it("shows the matrix that is used when the system's dialog is dismissed", async () => {
  await open({ pickedFile: null });
  await type();
  const matrix = screen.getByLabelText<HTMLSelectElement>("Importance matrix");
  await userEvent.selectOptions(matrix, "A file…");
  await waitFor(() => expect(matrix.value).toBe("none"));
});

it("tells of a source that is quantised itself", async () => {
  await open({ library: [{ ...whole, label: "Q8_0" }] });
  expect(await screen.findByText(/This file is quantised already \(Q8_0\)/)).toBeTruthy();
});

it("begins nothing that there is no room for", async () => {
  const dryRun = () => Promise.resolve({ sizeBytes: 5.7e9, freeBytes: 1.2e9 });
  show(Lab, { state: { library: [whole] }, overrides: { lab: { dryRun } } });
  await userEvent.click(await screen.findByRole("radio", { name: "Make" }));
  expect(
    await screen.findByText("There is no room for it: it needs 5.7 GB, and there is room for 1.2 GB."),
  ).toBeTruthy();
  expect(screen.getByRole("button", { name: "Make it and measure it" })).toHaveProperty("disabled", true);
});
