import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sayAll } from "../../../../src-shared/words/index.ts";
import { EngineBuilds, type EngineBuildsView } from "../../../../src-main/answers/engine/index.ts";
import { root as clone } from "../../../../scripts/setup/paths.mjs";

const version = "1.2.3";
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bitloft-builds-"));
  packageAt(join(root, "app", "node_modules", "node-llama-cpp"), "node-llama-cpp");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ""): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function packageAt(folder: string, name: string, own = version): void {
  write(join(folder, "package.json"), JSON.stringify({ name, version: own, type: "module", exports: "./index.js" }));
  write(join(folder, "index.js"), `export const name = ${JSON.stringify(`${name} in ${folder}`)};`);
  write(join(folder, "bins", "llama-addon.node"));
}

const bundle = (build: string, own = version): void =>
  packageAt(join(root, "app", "node_modules", "@node-llama-cpp", build), `@node-llama-cpp/${build}`, own);
const download = (build: string, own = version, under = version): void =>
  packageAt(join(root, "builds", under, "node_modules", "@node-llama-cpp", build), `@node-llama-cpp/${build}`, own);
/** A system's library, in a folder of the made-up root. */
const library = (...names: string[]): void => names.forEach((name) => write(join(root, "system", name)));
const cuda = (folder: string, of: number): void =>
  library(...["cudart", "cublas", "cublasLt"].map((name) => `${folder}/lib${name}.so.${of}`));

const builds = (env: Record<string, string> = {}, platform = "linux") =>
  new EngineBuilds({
    workerPath: join(root, "app", "out", "main", "engine-worker.js"),
    folder: join(root, "builds"),
    platform,
    arch: "x64",
    env,
    root: join(root, "system"),
  });

const said = ({ cuda: why }: EngineBuildsView): string => sayAll(why ?? []);

describe("CUDA", () => {
  it("is not there, and said so", () => {
    expect(builds().look()).toMatchObject({
      cudaPlace: "absent",
      cuda: [{ key: "cuda-part-missing" }],
    });
  });

  it.each([
    ["bundled", bundle],
    ["downloaded", download],
  ] as const)("is used when it is %s and NVIDIA's libraries are there", (place, put) => {
    put("linux-x64-cuda");
    expect(builds().look()).toMatchObject({
      cudaPlace: place,
      cuda: [{ key: "cuda-not-installed", figures: { versions: [12, 13] } }],
    });
    cuda("usr/lib/x86_64-linux-gnu", 13);
    expect(builds().look()).toMatchObject({
      cudaPlace: place,
      cuda: null,
      cudaRuntime: { version: 13, extraFolder: null },
    });
  });

  it("of another version than the engine's is none", () => {
    bundle("linux-x64-cuda", "1.2.2");
    download("linux-x64-cuda", "1.2.2");
    download("linux-x64-cuda", "1.2.2", "1.2.2");
    expect(builds().look().cudaPlace).toBe("absent");
  });

  it("12 needs its own part as well", () => {
    download("linux-x64-cuda");
    cuda("usr/lib64", 12);
    expect(builds().look()).toMatchObject({
      cuda: [{ key: "older-cuda-part-missing" }],
      cudaRuntime: { version: 12 },
    });
    download("linux-x64-cuda-ext");
    expect(builds().look().cuda).toBeNull();
  });

  it("counts when it is whole: the newest that is", () => {
    download("linux-x64-cuda");
    download("linux-x64-cuda-ext");
    cuda("usr/lib64", 12);
    library("usr/lib64/libcudart.so.13");
    expect(builds().look().cudaRuntime?.version).toBe(12);
  });

  const rtx4090 = { driver: "580.95.05", computeCapability: "8.9" };
  const gtx1080 = { driver: "580.95.05", computeCapability: "6.1" };
  const olderDriver = { driver: "550.90.07", computeCapability: "8.9" };
  const toolkits = (...of: number[]): void => of.forEach((one) => cuda(`usr/local/cuda-${one}.0/lib64`, one));
  const both = (): void => ["linux-x64-cuda", "linux-x64-cuda-ext"].forEach((build) => download(build));

  it("is 13 for cards and drivers that it serves, or of which nothing is known", () => {
    both();
    toolkits(12, 13);
    for (const card of [rtx4090, { driver: null }, { driver: null, computeCapability: "12.1" }]) {
      expect(builds().look([card])).toMatchObject({ cuda: null, cudaRuntime: { version: 13 } });
    }
  });

  it.each([
    ["an older card", [gtx1080]],
    ["an older driver", [olderDriver]],
    ["an older card beside a newer one", [rtx4090, gtx1080]],
  ])("is 12 for %s, and the engine's process is told where that lies", (_, cards) => {
    both();
    toolkits(12, 13);
    const finder = builds();
    const folder = join(root, "system", "usr", "local", "cuda-12.0", "lib64");
    expect(finder.look(cards)).toMatchObject({ cuda: null, cudaRuntime: { version: 12, extraFolder: folder } });
    expect(finder.environment("cuda")["LD_LIBRARY_PATH"]).toBe(folder);
    // The next look is for the same cards.
    expect(finder.look().cudaRuntime?.version).toBe(12);
  });

  it.each([
    ["card", gtx1080, /^CUDA 13 needs a card of compute capability 7\.5 or higher; this one has 6\.1\. CUDA 12 /],
    ["driver", olderDriver, /^CUDA 13 needs NVIDIA's driver 580 or newer; 550\.90\.07 is installed\. CUDA 12 /],
  ])("is not used where only 13 is installed for an older %s", (_, card, words) => {
    both();
    toolkits(13);
    const view = builds().look([card]);
    expect(view).toMatchObject({ cudaRuntime: null, cudaServes: true });
    expect(said(view)).toMatch(words);
    expect(view.runtimeProblem).toEqual(view.cuda);
  });

  it.each([
    [{ driver: "470.82.01", computeCapability: "6.1" }, /needs NVIDIA's driver 525 or newer; 470\.82\.01 is/],
    [{ driver: "570.1", computeCapability: "3.7" }, /compute capability 5\.0 or higher; this one has 3\.7/],
  ])("is not offered where no version of it serves %j", (card, words) => {
    const view = builds().look([card]);
    expect(view).toMatchObject({ cudaServes: false, cudaRuntime: null });
    expect(said(view)).toMatch(words);
  });

  const h200 = { driver: "580.159.04", computeCapability: "9.0" };
  const rtx2060 = { driver: "580.95.05", computeCapability: "7.5" };

  it.each([h200, rtx2060])("13 needs a newer driver for cards that its code must be compiled for: %j", (card) => {
    both();
    toolkits(13);
    const view = builds().look([card]);
    expect(view).toMatchObject({ cudaServes: true, cudaRuntime: null });
    expect(said(view)).toMatch(/^On this card .* driver 590 or newer; 580\S+ is installed\. CUDA 12 would work/);
    toolkits(12);
    expect(builds().look([card])).toMatchObject({ cuda: null, cudaRuntime: { version: 12 } });
    expect(builds().look([{ ...card, driver: "590.44.01" }])).toMatchObject({ cudaRuntime: { version: 13 } });
    // The engine would take its build for 13, and be aborted by the first token.
    cuda("usr/lib64", 13);
    expect(builds().look([card])).toMatchObject({ cudaRuntime: null });
  });

  it("12 needs a newer driver for cards that its code must be compiled for", () => {
    both();
    toolkits(12);
    const driver = "535.183.01";
    expect(said(builds().look([{ driver, computeCapability: "7.5" }]))).toMatch(/driver 550 or newer/);
    expect(builds().look([{ driver, computeCapability: "8.9" }])).toMatchObject({ cudaRuntime: { version: 12 } });
  });

  it("12 is asked for by its own number where 13 would not do", () => {
    both();
    expect(said(builds().look([gtx1080]))).toMatch(/^NVIDIA's CUDA 12 is not installed/);
    expect(said(builds().look([rtx4090]))).toMatch(/^NVIDIA's CUDA 12 or 13 is not installed/);
  });

  it("12 is not to be had for an older card where the loader itself finds 13, and is for an older driver", () => {
    both();
    cuda("usr/lib64", 12);
    cuda("usr/lib64", 13);
    const view = builds().look([gtx1080]);
    expect(view.cudaRuntime).toBeNull();
    expect(said(view)).toMatch(/CUDA 12 is installed too, but the engine takes CUDA 13/);
    // Its build for 13 finds no card then, and the one for 12 is next.
    expect(builds().look([olderDriver])).toMatchObject({ cuda: null, cudaRuntime: { version: 12 } });
  });

  it("in a folder that the loader does not search is named to the engine's process", () => {
    download("linux-x64-cuda");
    cuda("usr/local/cuda-13.1/lib64", 13);
    const finder = builds({ LD_LIBRARY_PATH: "/own/lib" });
    const folder = join(root, "system", "usr", "local", "cuda-13.1", "lib64");
    expect(finder.look()).toMatchObject({ cuda: null, cudaRuntime: { version: 13, extraFolder: folder } });
    expect(finder.environment("cuda")).toEqual({
      BITLOFT_ENGINE_BUILDS: join(root, "builds", version),
      LD_LIBRARY_PATH: [folder, "/own/lib"].join(delimiter),
    });
    expect(finder.environment("vulkan")).toEqual({});
    expect(finder.environment(null)).toEqual({});
  });

  it("is found where the loader's own list says", () => {
    download("linux-x64-cuda");
    library("etc/ld.so.conf");
    write(join(root, "system", "etc/ld.so.conf.d/nvidia.conf"), "# NVIDIA\n/usr/lib/nvidia\n");
    cuda("usr/lib/nvidia", 13);
    expect(builds().look().cudaRuntime).toEqual({ version: 13, extraFolder: null });
  });
});

describe("Vulkan", () => {
  it("needs its part and the system's loader", () => {
    expect(sayAll(builds().look().vulkan ?? [])).toMatch(/part for Vulkan/);
    bundle("linux-x64-vulkan");
    expect(sayAll(builds().look().vulkan ?? [])).toMatch(/libvulkan\.so\.1.*Debian/);
    library("usr/lib/x86_64-linux-gnu/libvulkan.so.1");
    expect(builds().look().vulkan).toBeNull();
  });

  it("on Windows too", () => {
    bundle("win-x64-vulkan");
    const system = join(root, "windows", "System32");
    expect(sayAll(builds({ SystemRoot: join(root, "windows") }, "win32").look().vulkan ?? [])).toMatch(/vulkan-1\.dll/);
    write(join(system, "Vulkan-1.DLL"));
    expect(builds({ SystemRoot: join(root, "windows") }, "win32").look().vulkan).toBeNull();
  });
});

describe("the engine's process", () => {
  /** What a module beside the engine's own gets when it imports a build by its name. */
  async function imported(build: string, env: Record<string, string>): Promise<string> {
    const library = join(root, "app", "node_modules", "node-llama-cpp", "open.js");
    write(library, `export const open = (name) => import(name).then((it) => it.name, (error) => error.code);`);
    const hooks = join(clone, "src-main", "answers", "engine", "worker", "downloaded-builds.ts");
    const script = join(root, "app", "worker.mjs");
    write(
      script,
      `import { resolveDownloadedBuilds } from ${JSON.stringify(pathToFileURL(hooks).href)};
       import { open } from ${JSON.stringify(pathToFileURL(library).href)};
       resolveDownloadedBuilds();
       process.send(await open(${JSON.stringify(build)}));`,
    );
    const child = fork(script, [], {
      execArgv: [],
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    return new Promise((resolve, reject) => {
      child.once("message", (message) => {
        resolve(message as string);
        child.disconnect();
      });
      child.once("exit", () => reject(new Error("it ended without a word")));
    });
  }

  it("finds a downloaded build, a bundled one first, and nothing else", async () => {
    download("linux-x64-cuda");
    download("linux-x64-vulkan");
    bundle("linux-x64-vulkan");
    packageAt(join(root, "builds", version, "node_modules", "another"), "another");
    const env = builds().environment("cuda");
    const where = join(root, "builds", version);
    expect(await imported("@node-llama-cpp/linux-x64-cuda", env)).toContain(`in ${where}`);
    expect(await imported("@node-llama-cpp/linux-x64-vulkan", env)).toContain(`in ${join(root, "app")}`);
    expect(await imported("another", env)).toBe("ERR_MODULE_NOT_FOUND");
    expect(await imported("@node-llama-cpp/linux-x64-cuda", {})).toBe("ERR_MODULE_NOT_FOUND");
  });
});
