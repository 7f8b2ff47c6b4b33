import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { once } from "node:events";

/** The folder of llama.cpp's own tools, of the engine's version; without it they are looked for in PATH. */
const folderVariable = "BITLOFT_LLAMA_TOOLS";

/** The path of one of llama.cpp's own tools; null where there is none. */
export function findLlamaTool(name: string): string | null {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const folders = [process.env[folderVariable] ?? "", ...(process.env.PATH ?? "").split(delimiter)];
  return (
    folders
      .filter((folder) => folder !== "")
      .map((folder) => join(folder, file))
      .find(existsSync) ?? null
  );
}

/** How to say that tools are not here. */
export const withoutTools = (names: readonly string[]): string =>
  `left out, as ${names.join(" and ")} are neither in the folder that ${folderVariable} names nor in PATH`;

/** Runs it to its end. Resolves with what it wrote; throws with its last lines where it fails. */
export async function runLlamaTool(path: string, args: readonly string[]): Promise<string> {
  const child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"] });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  if (child.exitCode !== 0) throw new Error(`${path} ended with ${String(child.exitCode)}: ${error.slice(-500)}`);
  return out + error;
}
