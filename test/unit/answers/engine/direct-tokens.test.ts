import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { tinyModelFolder } from "./support.ts";

interface Written {
  written: number[];
  end: string;
  there: number[];
  next: number;
}

const files = tinyModelFolder();
afterAll(() => files.remove());

it("direct steps write what the library's own write, and leave the same behind", () => {
  const script = fileURLToPath(new URL("../../../fixtures/both-streams.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [script, files.model], {
    encoding: "utf8",
    env: { ...process.env, UV_THREADPOOL_SIZE: "1" },
  });
  if (stdout === "") throw new Error(stderr);
  const { full, ...ways } = JSON.parse(stdout) as Record<string, Record<string, Written | null>>;
  expect(Object.keys(ways)).toHaveLength(5);
  for (const [way, { library, direct, waiting }] of Object.entries(ways)) {
    expect(library?.written, way).toHaveLength(40);
    expect(library?.there, way).toHaveLength(library?.next ?? 0);
    expect(direct, way).toEqual(library);
    expect(waiting, way).toEqual(library);
  }
  for (const by of ["library", "direct"]) expect(full?.[by], by).toMatchObject({ end: "Error: full" });
  expect(full?.["direct"]?.written).toEqual(full?.["library"]?.written);
});
