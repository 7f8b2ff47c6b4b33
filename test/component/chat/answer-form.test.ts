/** What an answer must look like: chosen in the inspector, and shown as what it is. */
import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { ConversationSettings, Message } from "../../../src-shared/contract/index.ts";
import { loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import JsonTree from "../../../src-renderer/features/chat/JsonTree.svelte";
import { jsonOf } from "../../../src-renderer/features/chat/json-rows.ts";
import { revealEvent } from "../../../src-renderer/features/chat/show-hit.ts";
import { faultOf, fieldsOf, newField, schemaOf } from "../../../src-renderer/features/chat/schema-fields.ts";
import { said } from "../../fixtures/said.ts";
import { type Shown, show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";
import { changeOf } from "./harness.ts";

beforeEach(() => stubBrowser());
const user = userEvent.setup();

async function start(): Promise<Shown> {
  const shown = show(Chat, { state: { engine: loadedEngine("v-gemma") } });
  await screen.findByText("How do I parse an ISO date without silently accepting garbage?");
  return shown;
}

async function openSection() {
  await user.click(screen.getByRole("button", { name: "Conversation settings" }));
  const panel = within(await screen.findByRole("complementary", { name: "Conversation settings" }));
  await user.click(panel.getByText("Answer's form"));
  return panel;
}

const formOf = ({ inputsOf }: Shown): unknown =>
  (inputsOf("chat", "update").at(-1) as { settings: ConversationSettings } | undefined)?.settings.answerForm;

test("is one of some choices, each on a line of its own", async () => {
  const shown = await start();
  const panel = await openSection();
  await user.selectOptions(panel.getByRole("combobox", { name: "Answers are" }), "One of several");
  await waitFor(() => expect(formOf(shown)).toEqual({ kind: "choice", choices: ["Yes", "No"] }));
  const field = await panel.findByRole("textbox", { name: "Choices" });
  await user.clear(field);
  await user.type(field, "red\nred");
  await user.tab();
  expect(panel.getByText(/^2 to 50 different lines/)).toBeDefined();
  await user.type(field, "dish\n\n green ");
  await user.tab();
  await waitFor(() => expect(formOf(shown)).toEqual({ kind: "choice", choices: ["red", "reddish", "green"] }));
});

test("is JSON of some fields, or of a schema that is checked as it is written", async () => {
  const shown = await start();
  const panel = await openSection();
  const kind = panel.getByRole("combobox", { name: "Answers are" });
  await user.selectOptions(kind, "JSON by a schema");
  await user.click(await panel.findByRole("button", { name: "Add a field" }));
  expect(panel.getByRole("alert").textContent).toBe("Every field needs a name.");
  const second = panel.getAllByRole("textbox", { name: "Name" })[1] as HTMLElement;
  await user.type(second, "sure");
  await user.tab();
  await user.selectOptions(panel.getAllByRole("combobox", { name: "Type" })[1] as HTMLElement, "Yes or no");
  await user.click(panel.getAllByRole("checkbox", { name: "Required" })[1] as HTMLElement);
  const schema = {
    type: "object",
    properties: { answer: { type: "string" }, sure: { type: ["boolean", "null"] } },
    required: ["answer"],
  };
  const kept = (): unknown => JSON.parse((formOf(shown) as { schema: string }).schema);
  await waitFor(() => expect(kept()).toEqual(schema));

  await user.click(panel.getByRole("radio", { name: "Schema" }));
  const text = panel.getByRole("textbox", { name: "JSON Schema" });
  await user.clear(text);
  await user.click(text);
  await user.paste('{"type": "object", "properties": {"n": {"type": "number", "minimum": 1}}}');
  await user.tab();
  expect(
    panel.getByText("n: the engine cannot hold an answer to “minimum”. Leave it out, and say it in the instructions."),
  ).toBeDefined();
  expect(kept()).toEqual(schema);
  await user.clear(text);
  await user.click(text);
  await user.paste('{"type": "array", "items": {"type": "integer"}}');
  await user.tab();
  await waitFor(() => expect(kept()).toEqual({ type: "array", items: { type: "integer" } }));
  expect(panel.getByRole("radio", { name: "Fields" })).toHaveProperty("disabled", true);
  // Another kind for a moment costs nothing of it.
  await user.selectOptions(kind, "Free text");
  await waitFor(() => expect(formOf(shown)).toEqual({ kind: "free" }));
  await user.selectOptions(kind, "JSON by a schema");
  await waitFor(() => expect(kept()).toEqual({ type: "array", items: { type: "integer" } }));
});

async function answered(shown: Shown, last: Partial<Message>): Promise<void> {
  shown.bridge.emit("chatChanged", changeOf(await shown.bridge.chat.get({ id: "c-dates" }), last));
}

test("shows an answer as a tree and as text, and says what became of its form", async () => {
  const shown = await start();
  const json = '{"city": "Berlin", "people": 3755251}';
  await answered(shown, { parts: said(json), form: { kind: "schema", outcome: "fits", at: null } });
  const tree = await screen.findByRole("tree", { name: "The answer as a tree" });
  expect(within(tree).getByText("Berlin")).toBeDefined();
  await user.click(screen.getByRole("radio", { name: "Text" }));
  expect(screen.getByText(json)).toBeDefined();

  const stats = { stopReason: "max-tokens" } as Message["stats"];
  await answered(shown, {
    parts: said('{"city": "Ber'),
    stats,
    form: { kind: "schema", outcome: "cut-short", at: null },
  });
  expect(await screen.findByText("The maximum length was reached before the answer was complete.")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();

  await answered(shown, { parts: said(json), form: { kind: "schema", outcome: "differs", at: "people" } });
  expect(await screen.findByText("The answer does not have the form that was asked for: see people.")).toBeDefined();
});

test("folds and walks by the keyboard alone", async () => {
  const list = Array.from({ length: 130 }, (_, at) => at);
  show(JsonTree, {}, { value: { "a/b": { c: { d: { e: 1 } } }, list } });
  const items = (): HTMLElement[] => screen.getAllByRole("treeitem");
  const focused = (): string | null => document.activeElement?.textContent?.trim().replaceAll(/\s+/g, " ") ?? null;
  await user.tab();
  expect(focused()).toBe("2 fields");
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(focused()).toBe("c 1 field");
  await user.keyboard("{ArrowRight}");
  expect(document.activeElement?.getAttribute("aria-expanded")).toBe("true");
  await user.keyboard("{ArrowRight}{ArrowLeft}{ArrowLeft}");
  expect(document.activeElement?.getAttribute("aria-expanded")).toBe("false");
  await user.keyboard("{End}");
  expect(focused()).toBe("Show 30 more");
  const before = items().length;
  await user.keyboard("{Enter}");
  expect(items()).toHaveLength(before - 1 + 30);
  await user.keyboard("{Home}{ArrowLeft}");
  expect(items()).toHaveLength(1);
});

test("shows the digits of a number as they were written, and copies them so", () => {
  const value = jsonOf(
    '{"id": 9007199254740993, "price": 1.50, "few": 1e3, "plain": 12, "of": [12345678901234567890]}',
  );
  show(JsonTree, {}, { value });
  const shown = screen.getAllByRole("treeitem").map(({ textContent }) => textContent.trim().replaceAll(/\s+/g, " "));
  expect(shown).toEqual([
    ...["5 fields", "id 9007199254740993", "price 1.50", "few 1e3", "plain 12", "of 1 item"],
    "0 12345678901234567890",
  ]);
  expect(JSON.stringify(value)).toContain('"of":[12345678901234567890]');
  expect(jsonOf('{"a": 1')).toBeUndefined();
});

test("opens where it says what is looked for", async () => {
  const list = Array.from({ length: 130 }, (_, at) => `item ${at}`);
  show(JsonTree, {}, { value: { a: { b: { c: { d: "deep" } } }, list } });
  const found = (text: string): HTMLElement | null => screen.queryByText(text);
  expect([found("deep"), found("item 120")]).toEqual([null, null]);
  const tree = screen.getByRole("tree");
  tree.dispatchEvent(new CustomEvent(revealEvent, { detail: "DEEP" }));
  await waitFor(() => expect(found("deep")).not.toBeNull());
  expect(found("item 120")).toBeNull();
  tree.dispatchEvent(new CustomEvent(revealEvent, { detail: "item 120" }));
  await waitFor(() => expect(found("item 120")).not.toBeNull());
});

test("keeps a schema that is not finished while the panel is closed", async () => {
  const shown = await start();
  const panel = await openSection();
  await user.selectOptions(panel.getByRole("combobox", { name: "Answers are" }), "JSON by a schema");
  await user.click(await panel.findByRole("radio", { name: "Schema" }));
  const text = panel.getByRole("textbox", { name: "JSON Schema" });
  await user.clear(text);
  await user.click(text);
  await user.paste('{"type": "obj');
  await user.tab();
  await user.click(screen.getByRole("button", { name: "Conversation settings" }));
  await waitFor(() => expect(screen.queryByRole("textbox", { name: "JSON Schema" })).toBeNull());
  const again = await openSection();
  expect(again.getByRole("textbox", { name: "JSON Schema" })).toHaveProperty("value", '{"type": "obj');
  expect(again.getByText(/^This is not JSON yet/)).toBeDefined();
  // Of this conversation alone, and only until it is finished.
  expect(shown.state.chat.schemas.get("another", (formOf(shown) as { schema: string }).schema)).toBeNull();
});

test("makes a schema of fields and fields of that schema, and of no other", () => {
  const fields = [
    newField("name"),
    { ...newField("age"), type: "number" as const, required: false, description: "in years" },
    { ...newField("sure"), type: "yes-no" as const },
    { ...newField("kind"), type: "one-of" as const, values: ["a", "b"], required: false },
    { ...newField("tags"), type: "list" as const },
    { ...newField("more"), type: "list" as const, required: false, description: "x" },
  ];
  expect(fieldsOf(schemaOf(fields))).toEqual(fields);
  expect(fieldsOf('{"type":"object","properties":{"a":{"type":"string","maxLength":3}}}')).toBeNull();
  expect(fieldsOf('{"type":"array"}')).toBeNull();
  expect(fieldsOf("{")).toBeNull();
  expect(faultOf([newField("a"), newField("a")])).toEqual({ kind: "twice", name: "a" });
  expect(faultOf([{ ...newField("a"), type: "one-of" }])).toEqual({ kind: "no-values", name: "a" });
});
