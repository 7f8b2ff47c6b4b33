import process from "node:process";
import { systemCode } from "../../../ground/core/index.ts";
import { type Failure, type Report, type Task, boundReason, taskSchema } from "../protocol.ts";
import { collectMatrix } from "./collect-matrix.ts";
import { LabFailure } from "./lab-failure.ts";
import { measure } from "./measure.ts";
import { openNativeApi } from "./native-api.ts";
import { quantise } from "./quantise.ts";

/**
 * The process that calls the engine's C API: one task, then it ends. Argument: the folder of the engine's libraries. A wrong call, too little
 * memory or a kill ends this process and nothing else.
 */
const [libraries] = process.argv.slice(2);

process.on("disconnect", () => process.exit(0));
// Ctrl-C in a terminal reaches every process there; the parent decides what it means for this one.
process.on("SIGINT", () => undefined);

/** Where the system cannot stop a process, it rests between two chunks. */
let resting: { promise: Promise<void>; end: () => void } | null = null;
process.on("message", (raw) => {
  const { type } = raw as { type?: unknown };
  if (type === "rest" && resting === null) {
    let end = (): void => undefined;
    const promise = new Promise<void>((resolve) => (end = resolve));
    resting = { promise, end };
  }
  if (type === "wake") {
    resting?.end();
    resting = null;
  }
});

process.once("message", (raw) => {
  const task = taskSchema.safeParse(raw);
  if (!task.success) return;
  run(task.data).then(send, (thrown: unknown) => send({ type: "failed", failure: failureOf(thrown) }));
});

async function run(task: Task): Promise<Report> {
  const api = openNativeApi(libraries ?? "");
  const tell = async (done: number, total: number): Promise<void> => {
    send({ type: "progress", done, total });
    // The next chunk blocks: what was told is sent first.
    await new Promise((resolve) => setImmediate(resolve));
    await resting?.promise;
  };
  switch (task.type) {
    case "check":
      return { type: "checked" };
    case "quantise":
      return quantise(api, task, send);
    case "measure":
      return measure(api, task, tell);
    case "matrix":
      return collectMatrix(api, task, tell);
  }
}

function failureOf(thrown: unknown): Failure {
  if (thrown instanceof LabFailure) return thrown.failure;
  const code = systemCode(thrown);
  if (code !== "") return { kind: "disk", code };
  return { kind: "engine", reason: boundReason(thrown instanceof Error ? thrown.message : String(thrown)) };
}

function send(report: Report): void {
  if (process.connected) process.send?.(report);
}
