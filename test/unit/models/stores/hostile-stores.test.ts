import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BoundedLook } from "../../../../src-main/models/stores/bounded-look.ts";
import { wholeLook } from "../../../../src-main/models/stores/limits.ts";
import { searchTextFor } from "../../../../src-main/models/stores/search-text.ts";
import { type HomePlace, storeFolders } from "../../../../src-main/models/stores/store-folders.ts";
import { storedModels } from "../../../../src-main/models/stores/stored-models.ts";
import type { StoredModel } from "../../../../src-main/models/stores/types.ts";
import { StoreBuilder } from "../../../fixtures/program-stores.ts";

let home: string;
let to: StoreBuilder;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hostile-stores-"));
  to = new StoreBuilder(home);
});
afterEach(() => rmSync(home, { recursive: true }));

const at = (env: Record<string, string> = {}, platform: NodeJS.Platform = "linux"): HomePlace => ({
  home,
  platform,
  env,
});
async function modelsAt(place: HomePlace, look = new BoundedLook({ limits: wholeLook })): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for await (const model of storedModels(await storeFolders(place), look)) models.push(model);
  return models;
}
const namesAt = async (place: HomePlace): Promise<string[]> =>
  (await modelsAt(place)).map(({ program, files }) => `${program} ${files[0].path.slice(home.length + 1)}`);

const tags = ".ollama/models/manifests/registry.ollama.ai/library";

describe("a look at stores that anybody may have written", () => {
  it("takes no blob but one that is called by a hash, and says which lists it does not understand", async () => {
    to.text("secret.gguf", "secret");
    const layer = (digest: string): string =>
      JSON.stringify({ layers: [{ mediaType: "application/vnd.ollama.image.model", digest }] });
    to.text(`${tags}/out/latest`, layer("sha256:../../../secret.gguf"));
    to.text(`${tags}/deep/latest`, "[".repeat(10_000));
    to.text(`${tags}/cut/latest`, "{");
    to.text(`${tags}/gone/latest`, layer(`sha256:${"a".repeat(64)}`));
    const look = new BoundedLook({ limits: wholeLook });
    expect(await modelsAt(at(), look)).toEqual([]);
    expect(look.problems.map(({ path, reason }) => `${reason} ${path.slice(home.length + tags.length + 2)}`)).toEqual([
      "not-understood cut/latest",
      "not-understood deep/latest",
      "not-understood out/latest",
    ]);
  });

  it("leaves another computer's folders alone in a look that nobody asked for", async () => {
    // On Linux two slashes are one, so that what Windows would ask another computer for is here.
    const models = `/${home}/drive/models`;
    to.model("drive/models/pub/name/Far-F32.gguf", "far");
    to.text(".lmstudio/settings.json", JSON.stringify({ downloadsFolder: models }));
    expect(await namesAt(at())).toHaveLength(1);
    expect(await modelsAt(at(), new BoundedLook({ limits: wholeLook, isLocalOnly: true }))).toEqual([]);
  });

  it("does not follow Jan's description out of Jan's folder, unless a person imported a file where it was", async () => {
    const models = ".local/share/Jan/data/llamacpp/models";
    to.model("mine/Mine-F32.gguf", "mine");
    to.text(`${models}/out/model.yml`, "model_path: ../../../../mine/Mine-F32.gguf\n");
    const look = new BoundedLook({ limits: wholeLook });
    expect(await modelsAt(at(), look)).toEqual([]);
    expect(look.problems).toMatchObject([{ program: "jan", reason: "leads-outside" }]);
    to.text(`${models}/in/model.yml`, `name: 'Mine'\nmodel_path: "${join(home, "mine/Mine-F32.gguf")}"\n`);
    expect(await modelsAt(at())).toMatchObject([{ program: "jan", name: "Mine" }]);
  });

  it("reads Jan's description in a moment, however its lines are filled, and leaves out what is noted behind a value", async () => {
    const models = ".local/share/Jan/data/llamacpp/models";
    to.model("mine/Mine-F32.gguf", "mine");
    const path = join(home, "mine/Mine-F32.gguf");
    to.text(`${models}/in/model.yml`, `name: Mine  # as it is called\nmodel_path: ${path}\n`);
    to.text(`${models}/long/model.yml`, `model_path: a${" ".repeat(1_000_000)}b\n`);
    expect(await modelsAt(at())).toMatchObject([{ program: "jan", name: "Mine" }]);
  });

  it("ends where links lead in a circle", async () => {
    to.model(".lmstudio/models/maker/One-GGUF/One-F32.gguf", "one");
    to.link("..", ".lmstudio/models/maker/again");
    to.link(join(home, ".lmstudio/models"), ".lmstudio/models/maker/One-GGUF/all");
    expect(await namesAt(at())).toEqual(["lm-studio .lmstudio/models/maker/One-GGUF/One-F32.gguf"]);
  });

  it("ends at its limits of names and time, and says so", async () => {
    for (const name of ["a", "b", "c"]) to.model(`.lmstudio/models/m/${name}/${name}.gguf`, name);
    // The maker, the three folders, and the file in the first.
    const some = new BoundedLook({ limits: { ...wholeLook, entries: 5 } });
    expect(await modelsAt(at(), some)).toHaveLength(1);
    expect(some.partial).toBe(true);
    const late = new BoundedLook({ limits: { ...wholeLook, milliseconds: -1 } });
    expect(await modelsAt(at(), late)).toEqual([]);
    expect(late.partial).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)("says which folder it may not read", async () => {
    to.text(`${tags}/tiny/latest`, "{}");
    chmodSync(join(home, tags), 0);
    const look = new BoundedLook({ limits: wholeLook });
    await modelsAt(at(), look);
    chmodSync(join(home, tags), 0o755);
    expect(look.problems).toMatchObject([{ program: "ollama", reason: "may-not-read" }]);
  });
});

describe("where programs keep models", () => {
  it.each<[string, string, Record<string, string>]>([
    ["ollama", "OLLAMA_MODELS", {}],
    ["hf-cache", "HF_HUB_CACHE", { HUGGINGFACE_HUB_CACHE: "/no", HF_HOME: "/no", XDG_CACHE_HOME: "/no" }],
    ["hf-cache", "HUGGINGFACE_HUB_CACHE", { HF_HOME: "/no", XDG_CACHE_HOME: "/no" }],
    ["llama-cpp", "LLAMA_CACHE", { XDG_CACHE_HOME: "/no" }],
  ])("for %s says %s", async (program, name, others) => {
    const folders = await storeFolders(at({ ...others, [name]: "/models" }));
    const own = new Set(folders.filter((one) => one.program === program).map(({ path }) => path));
    expect([...own]).toEqual(["/models"]);
  });

  it("say their own settings", async () => {
    to.text(".lmstudio-home-pointer", `${join(home, "studio")}\n`);
    to.text("studio/settings.json", JSON.stringify({ downloadsFolder: join(home, "moved/studio") }));
    to.text(".local/share/Jan/settings.json", JSON.stringify({ data_folder: join(home, "moved/jan") }));
    to.text(".config/nomic.ai/GPT4All.ini", `[General]\nmodelPath=${join(home, "moved/all")}\n`);
    to.text("text-generation-webui/user_data/CMD_FLAGS.txt", "# --model-dir no\n--listen --model-dir ../moved/gen\n");
    to.text(".config/MstyStudio/Gifnoc.nosj", JSON.stringify({ modelsPath: join(home, "moved/msty") }));
    to.model("moved/studio/maker/One-GGUF/One-F32.gguf", "1");
    to.model("moved/jan/llamacpp/models/two/model.gguf", "2");
    to.model("moved/all/Three-F32.gguf", "3");
    to.model("moved/gen/Four-F32.gguf", "4");
    to.model("moved/msty/Five-F32.gguf", "5");
    to.hub("moved/hf/hub", "maker/Six-GGUF", "Six-F32.gguf", { links: true });
    expect(await namesAt(at({ HF_HOME: join(home, "moved/hf") }))).toEqual([
      "lm-studio moved/studio/maker/One-GGUF/One-F32.gguf",
      expect.stringMatching(/^hf-cache .*Six-F32.gguf$/),
      "jan moved/jan/llamacpp/models/two/model.gguf",
      "gpt4all moved/all/Three-F32.gguf",
      "textgen moved/gen/Four-F32.gguf",
      "msty moved/msty/Five-F32.gguf",
    ]);
  });

  it("are read past settings that are none", async () => {
    to.text(".lmstudio/settings.json", "{");
    to.text(".local/share/Jan/settings.json", JSON.stringify({ data_folder: 7 }));
    to.model(".lmstudio/models/m/One-GGUF/One-F32.gguf", "1");
    expect(await namesAt(at())).toEqual(["lm-studio .lmstudio/models/m/One-GGUF/One-F32.gguf"]);
  });
});

describe("what is looked for in the place of what does not run", () => {
  it.each([
    ["TheBloke/Mistral-7B-Instruct-v0.2-GPTQ", "Mistral 7B Instruct v0.2"],
    ["Qwen3-14B-MLX-4bit", "Qwen3 14B"],
    ["gemma3:4b", "gemma 3 4b"],
    ["qwen3-vl:8b", "qwen3 vl 8b"],
    ["AWQ", null],
  ])("for %s", (name, text) => {
    expect(searchTextFor(name)).toBe(text);
  });
});
