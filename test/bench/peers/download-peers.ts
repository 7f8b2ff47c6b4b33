import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** What one run took, from the command to the file whose SHA-256 is known. */
export interface PeerFigures {
  milliseconds: number;
  cpuSeconds: number;
}

/** The file to be fetched, and a folder that is the peer's own. */
export interface PeerSubject {
  hubUrl: string;
  url: string;
  repository: string;
  file: string;
  sha256: string;
  folder: string;
}

export interface DownloadPeer {
  name: string;
  /** Null where it is not installed. */
  version(): string | null;
  /** A script for `bash`; it must print the SHA-256 where the peer does not check it itself. */
  script(subject: PeerSubject): string;
}

/** The Python client where it is: `BITLOFT_HF`, else the one on the path. */
const hf = process.env["BITLOFT_HF"] ?? "hf";

export const curlPeer: DownloadPeer = {
  name: "curl, then openssl dgst -sha256",
  version: () => firstLine("curl", ["--version"]),
  script: ({ url, folder }) => `curl -sSfL -o '${folder}/file' '${url}' && openssl dgst -sha256 '${folder}/file'`,
};

export const aria2Peer: DownloadPeer = {
  name: "aria2c -x8 -s8 --checksum",
  version: () => firstLine("aria2c", ["--version"]),
  script: ({ url, folder, sha256 }) =>
    `aria2c -q -x8 -s8 --checksum=sha-256=${sha256} -d '${folder}' -o file '${url}' && echo ${sha256}`,
};

export const hfPeer: DownloadPeer = {
  name: "hf download, then openssl dgst -sha256",
  version: () => firstLine(hf, ["--version"]),
  script: ({ hubUrl, repository, file, folder }) =>
    `HF_ENDPOINT='${hubUrl}' HF_HOME='${folder}/home' HF_HUB_DISABLE_TELEMETRY=1 '${hf}' download '${repository}' '${file}' ` +
    `--local-dir '${folder}/files' >/dev/null 2>'${folder}/said' && openssl dgst -sha256 '${folder}/files/${file}'`,
};

/** Runs it once, in an empty folder that is deleted afterwards. Throws when the file is not the right one. */
export async function runPeer(peer: DownloadPeer, subject: PeerSubject): Promise<PeerFigures> {
  spawnSync("mkdir", ["-p", subject.folder]);
  // Of everything that it starts: `times` tells what the children took that have ended.
  const script = `${peer.script(subject)}; code=$?; times; exit $code`;
  const begun = performance.now();
  const child = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit") as Promise<[number | null]>;
  const said = await text(child.stdout);
  const [code] = await exited;
  const milliseconds = performance.now() - begun;
  const whole = existsSync(join(subject.folder, "file")) || existsSync(join(subject.folder, "files", subject.file));
  rmSync(subject.folder, { recursive: true, force: true, maxRetries: 5 });
  if (code !== 0 || !whole || !said.includes(subject.sha256)) throw new Error(`${peer.name} failed: ${said}`);
  const children = said.trimEnd().split("\n").at(-1) ?? "";
  return { milliseconds, cpuSeconds: secondsOf(children) };
}

/** "0m0.120s 0m1.300s" */
function secondsOf(line: string): number {
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}

function firstLine(program: string, args: string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 ? (stdout.split("\n")[0] ?? "") : null;
}
