import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../../scripts/setup/paths.mjs";

const baseModel = "HuggingFaceTB/SmolLM2-135M-Instruct";
/** The stand-in's, whose every variant loads. */
const repository = { repository: "bitloft-test/SmolLM2-135M-Instruct-GGUF", labels: ["F16", "Q8_0", "Q4_1"] };

interface Models {
  models: { baseModel: string }[];
}

/** A catalogue that knows one model, which the stand-in serves: what it suggests can be downloaded and answers. */
export async function smallCatalogue(folder: string): Promise<string> {
  const from = (name: string): string => join(root, "resources", "catalogue", name);
  const to = join(folder, "catalogue");
  const all = JSON.parse(await readFile(from("models.json"), "utf8")) as Models;
  const models = all.models
    .filter((one) => one.baseModel === baseModel)
    .map((one) => ({ ...one, repositories: [repository] }));
  await mkdir(to, { recursive: true });
  await writeFile(join(to, "models.json"), JSON.stringify({ ...all, models }));
  for (const name of ["ratings.json", "shapes.json"]) await writeFile(join(to, name), await readFile(from(name)));
  return to;
}
