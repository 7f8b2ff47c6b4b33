import type { Command, Report } from "../protocol.ts";
import { resolveDownloadedBuilds } from "./downloaded-builds.ts";
import { leave, leaveInOrder } from "./leave.ts";
import { openLlama } from "./native.ts";
import { offerToKernel } from "./offer-to-kernel.ts";
import { Session } from "./session.ts";

/**
 * The engine process: one model, then the end. Arguments: the backend ("cpu", "cuda", "vulkan", "metal") and the most
 * threads that it may use, so that opening the library need not wait for the first message.
 */
const [backendName = "cpu", maxThreads = "1"] = process.argv.slice(2);

process.on("disconnect", leave);
// Ctrl-C in a terminal reaches every process there; the parent decides what it means for this one.
process.on("SIGINT", () => undefined);
offerToKernel();
resolveDownloadedBuilds();
const backend = backendName === "cuda" || backendName === "vulkan" || backendName === "metal" ? backendName : null;
const opening = openLlama(backend, Number(maxThreads));
// The code that awaits it reports the failure; here it only must not count as unhandled.
opening.catch(() => undefined);
const session = new Session(opening, send);
// Loaded while the library tests its binary in another process, so it costs a load no time.
const schemas = import("../protocol.ts");

process.on("message", (raw) => {
  void schemas.then(({ commandSchema }) => {
    const command = commandSchema.safeParse(raw);
    if (command.success) obey(command.data);
    else session.refuse(raw, command.error.message);
  });
});

function obey(command: Command): void {
  switch (command.type) {
    case "load":
      void session.load(command);
      break;
    case "generate":
      void session.generate(command);
      break;
    case "inspect":
      void session.inspect(command);
      break;
    case "measure":
      void session.measure(command);
      break;
    case "stopReadingAhead":
      session.stopReadingAhead();
      break;
    case "useThreads":
      session.useThreads(command.threads);
      break;
    case "answerNow":
      session.answerNow(command.id);
      break;
    case "stop":
      session.stop(command.id);
      break;
    case "forget":
      session.forget(command.conversation);
      break;
    case "end":
      void session.end().finally(leaveInOrder);
      break;
    default:
      command satisfies never;
  }
}

function send(report: Report): void {
  if (process.connected) process.send?.(report);
}
