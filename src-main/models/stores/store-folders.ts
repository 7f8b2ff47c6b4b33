import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { type OtherProgram, otherPrograms } from "../../../src-shared/contract/index.ts";
import { parseJson } from "../../ground/core/index.ts";
import { isNetworkPath, smallText } from "./bounded-look.ts";
import { storeLimits } from "./limits.ts";
import { ownPath } from "./own-text.ts";
import type { StoreFolder } from "./types.ts";

/** Where programs keep models depends on these. */
export interface HomePlace {
  home: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/** The usual folders of a system's programs. */
interface SystemFolders {
  home: string;
  /** Of data that stays on this computer, and of what goes with a person to others. */
  local: string;
  roaming: string;
  config: string;
  cache: string;
}

function systemFolders({ home, platform, env }: HomePlace): SystemFolders {
  const given = (name: string, usual: string): string => env[name] || usual;
  if (platform === "win32") {
    const local = given("LOCALAPPDATA", join(home, "AppData", "Local"));
    const roaming = given("APPDATA", join(home, "AppData", "Roaming"));
    return { home, local, roaming, config: roaming, cache: local };
  }
  if (platform === "darwin") {
    const support = join(home, "Library", "Application Support");
    return { home, local: support, roaming: support, config: support, cache: join(home, "Library", "Caches") };
  }
  const data = given("XDG_DATA_HOME", join(home, ".local", "share"));
  const config = given("XDG_CONFIG_HOME", join(home, ".config"));
  return { home, local: data, roaming: data, config, cache: given("XDG_CACHE_HOME", join(home, ".cache")) };
}

/** Every folder in which the known programs may keep models here, as they document it or as their settings say. None need be there. */
export async function storeFolders(place: HomePlace): Promise<StoreFolder[]> {
  const system = systemFolders(place);
  const all: StoreFolder[] = [];
  for (const program of otherPrograms) {
    const seen = new Set<string>();
    for (const folder of await finders[program](system, place)) {
      const key = `${folder.layout} ${folder.path}`;
      if (!seen.has(key)) all.push({ program, ...folder });
      seen.add(key);
    }
  }
  return all;
}

type Found = Omit<StoreFolder, "program">;
type Finder = (system: SystemFolders, place: HomePlace) => Promise<Found[]>;

const as =
  (layout: StoreFolder["layout"]) =>
  (path: string): Found => ({ path, layout });

const finders: Readonly<Record<OtherProgram, Finder>> = {
  async "lm-studio"({ home }) {
    const pointed = ownPath((await read(join(home, ".lmstudio-home-pointer")))?.trim() ?? "");
    const homes = [join(home, ".lmstudio"), join(home, ".cache", "lm-studio")];
    // Its settings would be read at once, wherever that is.
    if (pointed !== null && isAbsolute(pointed) && !isNetworkPath(pointed)) homes.unshift(pointed);
    const folders: string[] = [];
    for (const one of homes) {
      const chosen = pathIn(await json(join(one, "settings.json")), "downloadsFolder");
      folders.push(chosen ?? join(one, "models"));
    }
    return folders.map(as("files"));
  },
  ollama({ home }, { platform, env }) {
    const chosen = env["OLLAMA_MODELS"];
    // Where it runs as a service of its own user.
    const service = platform === "linux" ? ["/usr/share/ollama/.ollama/models", "/var/lib/ollama/.ollama/models"] : [];
    const folders = chosen ? [chosen] : [join(home, ".ollama", "models"), ...service];
    return Promise.resolve(folders.map(as("ollama")));
  },
  "hf-cache"({ home }, { env }) {
    const cache = env["XDG_CACHE_HOME"] || join(home, ".cache");
    const folder =
      env["HF_HUB_CACHE"] ||
      env["HUGGINGFACE_HUB_CACHE"] ||
      (env["HF_HOME"] ? join(env["HF_HOME"], "hub") : join(cache, "huggingface", "hub"));
    return Promise.resolve([as("hub")(folder)]);
  },
  async jan({ roaming, config }) {
    const folders: string[] = [];
    for (const base of new Set([join(roaming, "Jan"), join(config, "Jan")])) {
      const chosen = pathIn(await json(join(base, "settings.json")), "data_folder");
      folders.push(chosen ?? join(base, "data"));
    }
    return folders.map(as("jan"));
  },
  async gpt4all({ local, home, config }, { platform }) {
    // Qt's own form of settings; on a Mac too, where it is kept as on Linux.
    const settings = join(platform === "darwin" ? join(home, ".config") : config, "nomic.ai", "GPT4All.ini");
    const line = /^modelPath=(.*)$/m
      .exec((await read(settings)) ?? "")?.[1]
      ?.trim()
      .replace(/^"(.*)"$/, "$1");
    const chosen = ownPath(line?.replaceAll("\\\\", "\\") ?? "");
    const folders = [join(local, "nomic.ai", "GPT4All")];
    if (chosen !== null && isAbsolute(chosen)) folders.unshift(chosen);
    return folders.map(as("files"));
  },
  "llama-cpp"({ cache }, { env }) {
    const folder = env["LLAMA_CACHE"] || join(cache, "llama.cpp");
    // Flat files until 2026; the Hub's layout since.
    return Promise.resolve([as("hub")(folder), as("files")(folder)]);
  },
  async textgen({ home }) {
    const folders: string[] = [];
    for (const name of ["text-generation-webui", "textgen", join("oobabooga_windows", "text-generation-webui")]) {
      const install = join(home, name);
      for (const flags of [join(install, "user_data", "CMD_FLAGS.txt"), join(install, "CMD_FLAGS.txt")]) {
        const chosen = /^[^#\n]*--model-dir[ =]+("[^"\n]*"|\S+)/m.exec((await read(flags)) ?? "")?.[1];
        const path = ownPath(chosen?.replace(/^"(.*)"$/, "$1") ?? "");
        if (path !== null) folders.push(isAbsolute(path) ? path : join(install, path));
      }
      folders.push(join(install, "user_data", "models"), join(install, "models"));
    }
    return folders.map(as("files"));
  },
  async msty({ config, roaming }) {
    const found: Found[] = [];
    for (const base of new Set([join(config, "MstyStudio"), join(roaming, "MstyStudio"), join(config, "Msty")])) {
      const settings = await json(join(base, "Gifnoc.nosj"));
      const folders = [pathIn(settings, "modelsPath"), pathIn(settings, "modelsFolder"), join(base, "models")];
      for (const folder of folders) if (folder !== null) found.push(as("ollama")(folder), as("files")(folder));
      found.push(as("files")(join(base, "models-mlx")));
    }
    return found;
  },
};

const read = (path: string): Promise<string | null> => smallText(path, storeLimits.settingsBytes);

async function json(path: string): Promise<unknown> {
  const text = await read(path);
  if (text === null) return null;
  try {
    return parseJson(text, { depth: storeLimits.settingsDepth, values: storeLimits.settingsValues });
  } catch {
    return null;
  }
}

/** An absolute path at the top of a program's settings; null where there is none. */
function pathIn(settings: unknown, key: string): string | null {
  const parsed = z.object({ [key]: z.string() }).safeParse(settings);
  const path = parsed.success ? ownPath((parsed.data as Record<string, string>)[key] ?? "") : null;
  return path !== null && isAbsolute(path) ? path : null;
}
