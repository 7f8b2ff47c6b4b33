import { screen } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import Lab from "../../../src-renderer/features/lab/Lab.svelte";
import { sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import type { Job } from "../../../src-shared/contract/index.ts";
import { stubBrowser } from "../chat/browser-stubs.ts";
import { show } from "../show.ts";

beforeEach(() => stubBrowser());

const collecting = (isResting: boolean): Job => ({
  id: "c",
  kind: "imatrix",
  subject: { fileName: "llama-F16.gguf", text: "english", tokens: 1024 },
  state: "running",
  progress: { doneBytes: 250_000, totalBytes: 1_000_000, isResting },
  result: null,
  error: null,
  startedAt: 0,
});

it("says that it rests while an answer is written, and when it goes on", async () => {
  const { bridge } = show(Lab, { state: { library: sampleLibrary, jobs: [collecting(true)] } });
  expect((await screen.findByText(/Rests while an answer is written\./)).textContent).toMatch(/25\s%/);
  bridge.emit("jobs", { revision: 1, put: [collecting(false)], removed: [] });
  await expect.poll(() => screen.queryByText(/Rests while/)).toBeNull();
});
