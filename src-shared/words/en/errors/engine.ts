import type {
  EngineCrashedErrors,
  EngineFailureDetails,
  LoadFailedErrors,
  MemoryPurpose,
  OutOfMemoryErrors,
  UnservedBlame,
} from "../../../contract/index.ts";
import { formatMemory, formatCount } from "../../../figures/index.ts";
import { followed } from "../../followed.ts";
import type { ErrorWords, Saying } from "../../language.ts";
import { backendNames } from "../../backends.ts";
import { kept } from "./kept.ts";

/** How the engine's process ended, by what the system said of it: by name it can be looked up. */
function endWords(signal: string | null, exitCode: number | null): string {
  if (signal === "SIGBUS") return "SIGBUS: the model's file could not be read while it was in use";
  if (signal === "SIGILL") return "SIGILL: an instruction that this processor does not have";
  if (signal !== null) return signal;
  if (exitCode === null) return "could not be started";
  const unsigned = exitCode >>> 0;
  return windowsStatuses[unsigned] ?? (unsigned >= 0xc0000000 ? "native crash" : "it gave up by itself");
}

/** Windows tells a crash as a status such as 3221225477. */
const windowsStatuses: Readonly<Record<number, string>> = {
  0xc0000005: "access violation",
  0xc000001d: "illegal instruction",
  0xc00000fd: "stack overflow",
  0xc0000409: "abort",
};

const purposes: Readonly<Record<MemoryPurpose, (contextTokens: number) => string>> = {
  weights: () => "the model's weights",
  cache: (contextTokens) => `a context of ${formatCount(contextTokens)} tokens`,
  computing: () => "computing",
  unknown: () => "the model",
};

const remedies: Readonly<Record<MemoryPurpose, string>> = {
  cache: "Load it with a shorter context, or one kept in fewer bits.",
  weights: "Close other programs, or take a smaller variant.",
  computing: "Load it with a shorter context, or take a smaller variant.",
  unknown: "Load it with a shorter context, or take a smaller variant.",
};

const blames: Readonly<Record<UnservedBlame, string>> = {
  "old-driver": "NVIDIA's driver is too old for the engine's CUDA part. Update the driver.",
  card: "The engine's CUDA part does not serve this card.",
};

const unserved = ({ blame }: { blame: UnservedBlame }): string =>
  `${blames[blame]} Load the model again: Bitloft then uses Vulkan where it can, else the processor.`;

/** What comes after it: a smaller plan that is offered, or that is being loaded already. */
function thenWords({ nextToTry, loadsAgainWith }: EngineFailureDetails, saying: Saying): string {
  const said = (changes: Parameters<Saying["statement"]>[0][]): string => changes.map(saying.statement).join(", ");
  if (loadsAgainWith !== undefined) return ` Reloading automatically with ${said(loadsAgainWith)}.`;
  return nextToTry === undefined ? "" : ` Next to try: ${said(nextToTry.changes)}.`;
}

type EngineCode =
  "out-of-memory" | "load-failed" | "engine-crashed" | "no-model-loaded" | "context-full" | "template-failed";

export const engine: Pick<ErrorWords, EngineCode> = {
  "out-of-memory": followed<OutOfMemoryErrors>(
    {
      ...kept,
      "no-room": ({ purpose, device, deviceKind, bufferBytes, contextTokens }) => {
        const onCpu = deviceKind === "cpu";
        const size = bufferBytes === null ? (onCpu ? "enough" : "enough memory") : formatMemory(bufferBytes);
        const where = onCpu ? "of the computer's memory" : `on ${device}`;
        return `There was no room for ${purposes[purpose](contextTokens)}: ${size} ${where}. ${remedies[purpose]}`;
      },
      killed: ({ predictedBytes }) =>
        `The system ended the engine, most likely because memory ran out${predictedBytes === null ? "" : `; it needs about ${formatMemory(predictedBytes)}`}. Close other programs, shorten the context, or take a smaller variant.`,
      "does-not-fit": ({ device, deviceKind, needBytes, budgetBytes, wayOut }, saying) => {
        const figures =
          needBytes === null || budgetBytes === null
            ? "It does not fit into the memory that is available now."
            : `It needs ${formatMemory(needBytes)} ${deviceKind === "cpu" ? "of memory" : `on the ${device ?? "graphics card"}`}, and ${formatMemory(Math.max(0, budgetBytes))} is available now.`;
        return wayOut === null ? figures : `${figures} ${saying.statement(wayOut)}`;
      },
    },
    thenWords,
  ),
  "load-failed": followed<LoadFailedErrors>(
    {
      ...kept,
      refused: ({ headline, wayOut }, saying) =>
        wayOut === null ? saying.statement(headline) : `${saying.statement(headline)} ${saying.statement(wayOut)}`,
      "failed-before": ({ before }, saying) => saying.statement(before),
      "told-by-engine": ({ reason }) => `The model could not be loaded: ${reason}`,
      "lab-model": ({ name, reason }) =>
        `The engine cannot work with ${name}${reason === "" ? "" : `: ${reason}`}. Check whether the file is whole.`,
      "lab-other-engine": ({ found, known }) =>
        `The engine here is ${found}, and measuring and making files needs ${known === "" ? "another version" : known}. Install Bitloft again.`,
      ended: ({ reason, signal, exitCode }) =>
        `The engine ended while it loaded the model (${reason ?? endWords(signal, exitCode)}). Bitloft itself goes on.`,
      "backend-unusable": ({ backend }) =>
        `The engine cannot use the graphics card through ${backendNames[backend]}. Update its driver, or load the model with no layers on it.`,
      "program-unusable": () => "The engine's program does not run on this computer.",
      "card-unserved": unserved,
    },
    thenWords,
  ),
  "engine-crashed": followed<EngineCrashedErrors>(
    {
      ...kept,
      "cannot-go-on": ({ reason }) =>
        `The engine could not go on with this answer (${reason}). Load the model again, perhaps with a shorter context.`,
      ended: ({ signal, exitCode, inAnswer }) =>
        `The engine ended unexpectedly (${endWords(signal, exitCode)}). ${inAnswer ? "The partial answer is kept; load" : "Load"} the model again to go on.`,
      "lab-ended": ({ signal, exitCode, reason }) =>
        `The engine ended during the work (${reason ?? endWords(signal, exitCode)}). Nothing half made is left; Bitloft itself goes on.`,
      hangs: () =>
        "The engine stopped responding and was ended. The partial answer is kept; load the model again to go on.",
      "ended-from-outside": (details) =>
        `The engine was ended from outside${details.while === "loading" ? " while it loaded the model" : ""}, by a person or another program. ${details.while === "answering" ? "The partial answer is kept; load" : "Load"} the model again to go on.`,
      "card-unserved": unserved,
      "device-lost": ({ reason, inAnswer }) =>
        `The graphics card stopped working for the engine (${reason}).${inAnswer ? " The partial answer is kept." : ""} Load the model again, perhaps without the graphics card.`,
    },
    thenWords,
  ),
  "no-model-loaded": {
    ...kept,
    "none-loaded": () => "No model is loaded. Choose one from your library first.",
    "none-chosen": () => "No model is chosen for this conversation. Choose one from your library.",
  },
  "context-full": {
    ...kept,
    "answer-stops": ({ contextTokens }) =>
      `The context of ${formatCount(contextTokens)} tokens is full, so the answer stops here. Nothing was cut off silently. Choose a longer context in this conversation's settings, or start a new one.`,
    "prompt-too-long": ({ promptTokens, contextTokens }) =>
      `This conversation needs ${formatCount(promptTokens)} tokens, and the context holds ${formatCount(contextTokens)}. Load the model with a longer context, or start a new conversation.`,
    "not-summarised": ({ contextTokens, reason }, saying) =>
      `The context of ${formatCount(contextTokens)} tokens is full, and the oldest messages could not be summarised, so nothing was asked. Every message is still here. ${saying.error(reason)}`,
    "empty-summary": ({ contextTokens }) =>
      `The context of ${formatCount(contextTokens)} tokens is full, and the model wrote no summary of the oldest messages, so nothing was asked. Every message is still here. Answer again to let it try once more, or choose something else for when the context is full.`,
    "too-long-to-summarise": ({ contextTokens }) =>
      `The context of ${formatCount(contextTokens)} tokens is full, and the oldest question with its answer is too long to be summarised in it, so nothing was asked. Every message is still here. Choose a longer context, or let the oldest messages be dropped.`,
    full: () => "The context is full. Start a new conversation, or load with a longer context.",
  },
  "template-failed": {
    ...kept,
    "does-not-work": () => "The chat template in this model's file does not work.",
    "ended-engine": () =>
      "The chat template in this model's file brought the engine down. Load the model again: it will then use a form that Bitloft knows.",
  },
};
