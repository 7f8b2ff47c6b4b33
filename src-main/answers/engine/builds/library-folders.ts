import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface LibrarySurroundings {
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What "/" is; another folder in tests. */
  root?: string;
}

/** Folders that the system's loader searches for a program's libraries, the first first. */
export function loaderFolders({ platform, env, root = "/" }: LibrarySurroundings): string[] {
  if (platform === "win32") {
    const windows = env["SystemRoot"] ?? "C:\\Windows";
    return [join(windows, "System32"), windows, ...split(env["PATH"] ?? env["Path"], ";")];
  }
  const at = (path: string): string => (root === "/" ? path : join(root, path));
  const standard = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"];
  return [...split(env["LD_LIBRARY_PATH"], ":"), ...configured(at), ...standard.map(at)];
}

/** Where NVIDIA's installers put CUDA, whether or not the loader knows of it. */
export function cudaFolders({ platform, env, root = "/" }: LibrarySurroundings): string[] {
  const own = env["CUDA_PATH"] === undefined ? [] : [env["CUDA_PATH"]];
  if (platform === "win32") {
    const toolkit = join(env["ProgramFiles"] ?? "C:\\Program Files", "NVIDIA GPU Computing Toolkit", "CUDA");
    const versions = names(toolkit).map((name) => join(toolkit, name));
    return [...own, ...versions].flatMap((folder) => [join(folder, "bin"), join(folder, "bin", "x64")]);
  }
  const local = join(root, "usr", "local");
  const versions = names(local).filter((name) => /^cuda(?:-\d+(?:\.\d+)?)?$/.test(name));
  return [...own, ...versions.map((name) => join(local, name)), join(root, "opt", "cuda")].flatMap((folder) => [
    join(folder, "lib64"),
    join(folder, "targets", "x86_64-linux", "lib"),
  ]);
}

/** Whether a folder holds a library; links count. */
export function holds(folder: string, library: string): boolean {
  const wanted = library.toLowerCase();
  return names(folder).some((name) => name.toLowerCase() === wanted);
}

/** What /etc/ld.so.conf and the files beside it add. */
function configured(at: (path: string) => string): string[] {
  const folder = at("/etc/ld.so.conf.d");
  const files = names(folder).filter((name) => name.endsWith(".conf"));
  return [at("/etc/ld.so.conf"), ...files.map((name) => join(folder, name))].flatMap((file) =>
    text(file)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("/"))
      .map(at),
  );
}

const split = (paths: string | undefined, separator: string): string[] =>
  (paths ?? "").split(separator).filter((path) => path !== "");

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
