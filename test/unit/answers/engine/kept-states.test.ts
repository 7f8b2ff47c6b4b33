import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { KeptStates } from "../../../../src-main/answers/engine/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { loadOptions, plan } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloft-kept-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const states = (engineVersion = "1"): KeptStates => new KeptStates({ folder, engineVersion, logger: silentLogger });
const options = loadOptions("model.gguf", { content: "abc" });
const placeFor = (change: Partial<typeof options>, engineVersion?: string): string =>
  states(engineVersion).placeFor({ ...options, ...change })?.place ?? "none";

it("what was read with another model, plan or engine is in another place", () => {
  const places = [
    placeFor({}),
    placeFor({ variantId: "other" }),
    placeFor({ content: "abd" }),
    placeFor({ plan: { ...plan, contextTokens: plan.contextTokens * 2 } }),
    placeFor({ plan: { ...plan, kvType: "q8_0" } }),
    placeFor({ plan: { ...plan, flashAttention: !plan.flashAttention } }),
    placeFor({}, "2"),
  ];
  expect(new Set(places).size).toBe(places.length);
  expect(placeFor({ plan: { ...plan, threads: plan.threads + 1 } })).toBe(places[0]);
});

it("nothing is kept for a file whose content is not known", () => {
  expect(states().placeFor(loadOptions("model.gguf"))).toBeNull();
});

it("what is of no conversation or model that is still there goes", async () => {
  for (const change of [{}, { variantId: "gone" }]) {
    const place = join(folder, placeFor(change));
    mkdirSync(place, { recursive: true });
    for (const name of ["here.state", "gone.state"]) writeFileSync(join(place, name), "");
  }
  await states().retain([options.variantId], (id) => id === "here");
  expect(readdirSync(folder)).toEqual([placeFor({})]);
  expect(readdirSync(join(folder, placeFor({})))).toEqual(["here.state"]);
});

it("what a process left that is gone goes, and what one is at stays", async () => {
  const place = join(folder, placeFor({}));
  mkdirSync(place, { recursive: true });
  // No system gives a process this number.
  const [gone, alive] = [2 ** 30, process.pid];
  const names = [`x.state.${gone}.part`, `x.state.${gone}.opened`, `x.state.${alive}.part`, "x.state"];
  for (const name of names) writeFileSync(join(place, name), "");
  await states().retain([options.variantId], (id) => id === "x");
  expect(readdirSync(place).sort()).toEqual(["x.state", `x.state.${alive}.part`]);
});

it("a conversation takes along what is not whole, and nothing of one whose name is longer", async () => {
  rmSync(folder, { recursive: true, force: true });
  const place = join(folder, placeFor({}));
  mkdirSync(place, { recursive: true });
  for (const name of ["x.state", "x.state.7.part", "x.state.7.opened", "xy.state"])
    writeFileSync(join(place, name), "");
  await states().forgetConversation("x");
  expect(readdirSync(place)).toEqual(["xy.state"]);
});

it("a name that could lead elsewhere deletes nothing", async () => {
  writeFileSync(join(folder, "x.state"), "");
  await states().forgetConversation("../x");
  expect(readdirSync(folder)).toContain("x.state");
});
