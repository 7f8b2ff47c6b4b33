import process from "node:process";
import { type Answer, type Question, boundNames, maxReasonCharacters, questionSchema } from "../estimate/protocol.ts";
import { resolveDownloadedBuilds } from "./downloaded-builds.ts";
import { PlanEstimator } from "./estimate-plan.ts";
import { leave } from "./leave.ts";
import { offerToKernel } from "./offer-to-kernel.ts";

/**
 * The process that asks the engine what it finds through a backend, and what plans would take there. Argument: the backend ("cpu",
 * "cuda", "vulkan", "metal"). A GPU's driver holds memory for as long as it lives, so the parent ends it soon.
 */
const [backendName] = process.argv.slice(2);

process.on("disconnect", leave);
// Ctrl-C in a terminal reaches every process there; the parent decides what it means for this one.
process.on("SIGINT", () => undefined);
offerToKernel();
resolveDownloadedBuilds();
const backend = backendName === "cuda" || backendName === "vulkan" || backendName === "metal" ? backendName : null;
const estimator = new PlanEstimator(backend);

process.on("message", (raw) => {
  const question = questionSchema.safeParse(raw);
  if (question.success) void answer(question.data);
});

async function answer(question: Question): Promise<void> {
  const { id } = question;
  try {
    if (question.type === "devices") send({ type: "devices", id, names: boundNames(await estimator.deviceNames()) });
    else send({ ...(await estimator.estimate(question.file, question.plan)), id });
  } catch (thrown) {
    const reason = estimator.lastWarning() ?? (thrown instanceof Error ? thrown.message : String(thrown));
    send({ type: "failed", id, reason: reason.slice(0, maxReasonCharacters) });
  }
}

function send(report: Answer): void {
  if (process.connected) process.send?.(report);
}
