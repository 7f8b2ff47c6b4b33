import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { sampleLibrary, sampleMeasurement } from "../../../src-renderer/bridge/fake/index.ts";
import Lab from "../../../src-renderer/features/lab/Lab.svelte";
import { BridgeError } from "../../../src-renderer/bridge/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { type Shown, show } from "../show.ts";

beforeEach(() => stubBrowser());

const [, llama] = sampleLibrary;
if (llama === undefined) throw new Error("the sample library is empty");
const whole = { ...llama, id: "v-f16", label: "F16", variantKey: "F16", sizeBytes: 16e9 };
const middle = { ...llama, id: "v-q8", label: "Q8_0", variantKey: "Q8_0", sizeBytes: 8e9 };
const library = [...sampleLibrary, middle, whole];

const open = (): Shown => show(Lab, { state: { library, pickedFile: "letter.txt" } });
const measure = async (): Promise<void> => userEvent.click(await screen.findByRole("button", { name: "Measure" }));

it("compares with the best variant of the same model, says how long it takes, and shows the result in plain words", async () => {
  const { inputsOf } = open();
  expect(await screen.findByText(/^Takes about 41 s to 68 s\./)).toBeTruthy();
  await measure();
  const [asked] = inputsOf("lab", "measure");
  expect(asked).toEqual({
    ...{ variantId: "v-llama", referenceId: "v-f16", tokens: 4096 },
    text: { kind: "bundled", name: "english" },
  });
  expect(await screen.findByText(/Of 1,000 words, it would choose another one 131 times\./)).toBeTruthy();
  expect(screen.getByText(/4 % harder for it to predict/)).toBeTruthy();
  const figures = screen.getByLabelText("Figures");
  expect(figures.textContent).toMatch(/0\.0581 ± 0\.0013/);
  expect(figures.textContent).toMatch(/86\.9 % ± 0\.8 %/);
  expect(within(screen.getByRole("table", { name: "Measured variants" })).getAllByRole("row")).toHaveLength(2);
  // Known now: nothing would be measured again.
  expect(await screen.findByRole("button", { name: "Show the result" })).toBeTruthy();
});

it("shows where the two part, with the words that each would have said", async () => {
  open();
  await measure();
  const place = (await screen.findByText(/extracting sunbeams out of/)).closest("li");
  expect(place?.textContent).toMatch(/F16 would go on with\s*the\s*62 %/);
  expect(place?.textContent).toMatch(/Q5_K_M would go on with\s*water\s*41 %/);
  expect(place?.textContent).toMatch(/The text goes on:\s*cucumbers/);
});

it("says why passages of one's own conversations are not there any more", async () => {
  const measured = sampleMeasurement({ id: "m", variant: middle, reference: whole, measuredAt: 1 });
  show(Lab, { state: { library, measured: [{ ...measured, text: { ...measured.text, name: "conversations" } }] } });
  await userEvent.click(await screen.findByRole("button", { name: /^Show the result of/ }));
  expect(await screen.findByText(/Passages of your own conversations are shown until Bitloft is closed/)).toBeTruthy();
  expect(screen.getByText("Along the text")).toBeTruthy();
});

it("reads a file that is chosen in the system's dialog, and stays with the text before where it is dismissed", async () => {
  const { bridge, inputsOf } = open();
  const text = await screen.findByLabelText("Text to read");
  await userEvent.selectOptions(text, "A file of your own…");
  await expect.poll(() => (text as HTMLSelectElement).value).toBe("chosen");
  bridge.state.pickedFile = null;
  await userEvent.selectOptions(text, "A file of your own…");
  await expect.poll(() => (text as HTMLSelectElement).value).toBe("chosen");
  await measure();
  expect(inputsOf("lab", "measure")).toMatchObject([{ text: { kind: "chosen", id: "text-1" } }]);
});

it("says what keeps a measurement from being begun, and where there is nothing to compare with", async () => {
  const error = new BridgeError({
    code: "out-of-memory",
    key: "kept",
    details: { message: "Not enough memory for both." },
  });
  show(Lab, { state: { library }, overrides: { lab: { estimate: () => Promise.reject(error) } } });
  expect((await screen.findByRole("alert")).textContent).toMatch("Not enough memory for both.");
  expect(screen.getByRole("button", { name: "Measure" })).toHaveProperty("disabled", true);
  await userEvent.selectOptions(screen.getByLabelText("Variant"), "Q4_K_M · google_gemma-3-4b-it");
  expect(await screen.findByText("There is no other variant of this model here to compare it with.")).toBeTruthy();
});

it("asks nothing again when the library brings the same variants anew", async () => {
  const { bridge, inputsOf } = open();
  await screen.findByText(/^Takes about/);
  bridge.changeLibrary(library.map((one) => ({ ...one, lastUsedAt: 9 })));
  await expect.poll(() => inputsOf("lab", "estimate")).toHaveLength(1);
  expect(screen.getByText(/^Takes about/)).toBeTruthy();
});

it("goes where the palette leads, also while it is shown", async () => {
  const { state } = open();
  await screen.findByRole("button", { name: "Measure" });
  state.app.go("lab", { make: true });
  await expect.poll(() => screen.getByRole<HTMLInputElement>("radio", { name: "Make" }).checked).toBe(true);
  state.app.go("lab", { variantId: middle.id, make: false });
  await expect.poll(() => screen.getByLabelText<HTMLSelectElement>("Variant").value).toBe(middle.id);
});

it("says what is wrong where two part, rather than wait for ever", async () => {
  const error = new BridgeError({ code: "internal", key: "kept", details: { message: "It cannot be read." } });
  show(Lab, { state: { library }, overrides: { lab: { parting: () => Promise.reject(error) } } });
  await measure();
  expect((await screen.findByRole("alert")).textContent).toMatch("It cannot be read.");
});
