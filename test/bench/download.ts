import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sayError } from "../../src-shared/words/index.ts";
import { findTestModel } from "../../scripts/setup/model.mjs";
import { silentLogger } from "../../src-main/ground/core/index.ts";
import { type Services, createServices, developmentPaths } from "../../src-main/composition/index.ts";
import { emptyVault } from "../../src-main/ground/settings/index.ts";
import { type Benchmark, byTurns, compare } from "./harness.ts";

const hubMain = fileURLToPath(new URL("../hub/main.ts", import.meta.url));
const cliRun = new URL("../../src-main/doors/cli/run.ts", import.meta.url).href;

/** The largest file of the stand-in's that is at hand everywhere. */
const subject =
  findTestModel() === null
    ? { repository: "bitloft-test/Tiny-Random-Chat-GGUF", variant: "F16", file: "tiny-random-chat-F16.gguf" }
    : { repository: "bitloft-test/SmolLM2-135M-Instruct-GGUF", variant: "F16", file: "SmolLM2-135M-Instruct-F16.gguf" };

/** A whole download of ours, journal, checksum and sync to disk included, against curl into a file. */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-download-"));
    const hub = await startStandIn();
    const services = await createServices({
      dataFolder: join(folder, "data"),
      env: { ...process.env, HF_ENDPOINT: hub.url },
      vault: emptyVault,
      logger: silentLogger,
      paths: developmentPaths(cliRun),
    });
    const ours = (): Promise<number> => ourDownload(services);
    const theirs = (): Promise<number> =>
      curl(`${hub.url}/${subject.repository}/resolve/main/${subject.file}`, join(folder, "curl"));
    try {
      // Once unmeasured: the stand-in makes and hashes its file when it is first asked.
      await theirs();
      await ours();
      note(`${subject.repository} ${subject.variant}`);
      const figures = await byTurns({ ours, theirs });
      return [compare({ name: "download", peer: "curl", unit: "MB/s", ...figures }, { at: "least", ratio: 0.9 })];
    } finally {
      await services.dispose();
      await hub.end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** MB/s from the command to the verified file in the library, which is then deleted. */
async function ourDownload({ downloads, library }: Services): Promise<number> {
  const begun = performance.now();
  const { id } = await downloads.start({ repository: subject.repository, variant: subject.variant });
  const last = await downloads.settled(id);
  const milliseconds = performance.now() - begun;
  if (last?.state !== "done" || last.variantId === null)
    throw new Error(last?.error ? sayError(last.error) : "the download did not end");
  await library.remove(last.variantId, last.totalBytes);
  return megabytesPerSecond(last.totalBytes, milliseconds);
}

async function curl(url: string, path: string): Promise<number> {
  const begun = performance.now();
  const child = spawn("curl", ["--silent", "--show-error", "--fail", "--location", "--output", path, url], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = (await once(child, "exit")) as [number | null];
  const milliseconds = performance.now() - begun;
  if (code !== 0) throw new Error(`curl ended with ${code ?? "a signal"}`);
  const { size } = statSync(path);
  rmSync(path);
  return megabytesPerSecond(size, milliseconds);
}

function megabytesPerSecond(bytes: number, milliseconds: number): number {
  return bytes / 1000 / milliseconds;
}

/** In a separate process, so that serving costs neither side any time. Its address is its first line. */
async function startStandIn(): Promise<{ url: string; end(): Promise<void> }> {
  const child = spawn(process.execPath, [hubMain], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout);
  const [first] = (await once(lines, "line")) as [string];
  const url = /https?:\/\/[^\s]+/.exec(first)?.[0].replace(/\/$/, "");
  if (url === undefined) throw new Error(`the stand-in did not tell its address: ${first}`);
  return {
    url,
    async end() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
