import type {
  EngineCrashedErrors,
  EngineFailureDetails,
  LoadFailedErrors,
  MemoryPurpose,
  OutOfMemoryErrors,
  UnservedBlame,
} from "../../../contract/index.ts";
import { backendNames } from "../../backends.ts";
import { followed } from "../../followed.ts";
import type { ErrorWords, Saying } from "../../language.ts";
import { figures } from "../figures.ts";
import { kept } from "./kept.ts";

/** How the engine's process ended, by what the system said of it: by name it can be looked up. */
function endWords(signal: string | null, exitCode: number | null): string {
  if (signal === "SIGBUS") return "SIGBUS: Die Datei des Modells war während der Nutzung nicht lesbar";
  if (signal === "SIGILL") return "SIGILL: ein Befehl, den dieser Prozessor nicht hat";
  if (signal !== null) return signal;
  if (exitCode === null) return "ließ sich nicht starten";
  const unsigned = exitCode >>> 0;
  return windowsStatuses[unsigned] ?? (unsigned >= 0xc0000000 ? "nativer Absturz" : "sie gab von selbst auf");
}

/** Windows tells a crash as a status such as 3221225477. */
const windowsStatuses: Readonly<Record<number, string>> = {
  0xc0000005: "Zugriffsverletzung",
  0xc000001d: "ungültiger Befehl",
  0xc00000fd: "Stapelüberlauf",
  0xc0000409: "Abbruch",
};

const purposes: Readonly<Record<MemoryPurpose, (contextTokens: number) => string>> = {
  weights: () => "die Gewichte des Modells",
  cache: (contextTokens) => `einen Kontext von ${figures.count(contextTokens)} Token`,
  computing: () => "das Rechnen",
  unknown: () => "das Modell",
};

const smallerOrShorter = "Bitte mit kürzerem Kontext laden oder eine kleinere Variante nehmen.";
const remedies: Readonly<Record<MemoryPurpose, string>> = {
  cache: "Bitte mit kürzerem Kontext laden oder mit einem, der in weniger Bits gespeichert wird.",
  weights: "Bitte andere Programme schließen oder eine kleinere Variante nehmen.",
  computing: smallerOrShorter,
  unknown: smallerOrShorter,
};

const blames: Readonly<Record<UnservedBlame, string>> = {
  "old-driver": "NVIDIAs Treiber ist zu alt für den CUDA-Teil der Engine. Bitte den Treiber aktualisieren.",
  card: "Der CUDA-Teil der Engine unterstützt diese Karte nicht.",
};

const loadAgain = "Zum Weitermachen bitte das Modell neu laden.";
const partialKept = "Die begonnene Antwort bleibt erhalten.";

const unserved = ({ blame }: { blame: UnservedBlame }): string =>
  `${blames[blame]} Bitte das Modell neu laden: Bitloft nutzt dann Vulkan, wo es geht, sonst den Prozessor.`;

/** What comes after it: a smaller plan that is offered, or that is being loaded already. */
function thenWords({ nextToTry, loadsAgainWith }: EngineFailureDetails, saying: Saying): string {
  const said = (changes: Parameters<Saying["statement"]>[0][]): string => changes.map(saying.statement).join(", ");
  if (loadsAgainWith !== undefined) return ` Es wird automatisch neu geladen: ${said(loadsAgainWith)}.`;
  return nextToTry === undefined ? "" : ` Nächster Versuch: ${said(nextToTry.changes)}.`;
}

type EngineCode =
  "out-of-memory" | "load-failed" | "engine-crashed" | "no-model-loaded" | "context-full" | "template-failed";

export const engine: Pick<ErrorWords, EngineCode> = {
  "out-of-memory": followed<OutOfMemoryErrors>(
    {
      ...kept,
      "no-room": ({ purpose, device, deviceKind, bufferBytes, contextTokens }) => {
        const where = deviceKind === "cpu" ? "im Arbeitsspeicher" : `auf ${device}`;
        const lack =
          bufferBytes === null
            ? `war ${where} nicht genug Platz`
            : `waren ${figures.memory(bufferBytes)} ${where} nicht frei`;
        return `Für ${purposes[purpose](contextTokens)} ${lack}. ${remedies[purpose]}`;
      },
      killed: ({ predictedBytes }) =>
        `Das System hat die Engine beendet, wahrscheinlich weil der Speicher ausging${predictedBytes === null ? "" : `; sie braucht etwa ${figures.memory(predictedBytes)}`}. Bitte andere Programme schließen, den Kontext verkürzen oder eine kleinere Variante nehmen.`,
      "does-not-fit": ({ device, deviceKind, needBytes, budgetBytes, wayOut }, saying) => {
        const need =
          needBytes === null || budgetBytes === null
            ? "Es passt nicht in den Speicher, der gerade verfügbar ist."
            : `Nötig sind ${figures.memory(needBytes)} ${deviceKind === "cpu" ? "Arbeitsspeicher" : `auf ${device ?? "der Grafikkarte"}`}, verfügbar sind gerade ${figures.memory(Math.max(0, budgetBytes))}.`;
        return wayOut === null ? need : `${need} ${saying.statement(wayOut)}`;
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
      "told-by-engine": ({ reason }) => `Das Modell konnte nicht geladen werden: ${reason}`,
      "lab-model": ({ name, reason }) =>
        `Die Engine kommt mit ${name} nicht zurecht${reason === "" ? "" : `: ${reason}`}. Bitte prüfen, ob die Datei vollständig ist.`,
      "lab-other-engine": ({ found, known }) =>
        `Die Engine hat hier die Version ${found}, zum Messen und Umwandeln ist ${known === "" ? "eine andere" : known} nötig. Bitte Bitloft neu installieren.`,
      ended: ({ reason, signal, exitCode }) =>
        `Die Engine endete beim Laden des Modells (${reason ?? endWords(signal, exitCode)}). Bitloft selbst läuft weiter.`,
      "backend-unusable": ({ backend }) =>
        `Die Engine kann die Grafikkarte nicht über ${backendNames[backend]} nutzen. Bitte ihren Treiber aktualisieren oder das Modell ohne Schichten auf ihr laden.`,
      "program-unusable": () => "Das Programm der Engine läuft auf diesem Computer nicht.",
      "card-unserved": unserved,
    },
    thenWords,
  ),
  "engine-crashed": followed<EngineCrashedErrors>(
    {
      ...kept,
      "cannot-go-on": ({ reason }) =>
        `Die Engine konnte diese Antwort nicht fortsetzen (${reason}). Bitte das Modell neu laden, vielleicht mit kürzerem Kontext.`,
      ended: ({ signal, exitCode, inAnswer }) =>
        `Die Engine endete unerwartet (${endWords(signal, exitCode)}). ${inAnswer ? `${partialKept} ` : ""}${loadAgain}`,
      "lab-ended": ({ signal, exitCode, reason }) =>
        `Die Engine endete bei der Arbeit (${reason ?? endWords(signal, exitCode)}). Nichts Unfertiges bleibt zurück; Bitloft selbst läuft weiter.`,
      hangs: () => `Die Engine reagierte nicht mehr und wurde beendet. ${partialKept} ${loadAgain}`,
      "ended-from-outside": (details) =>
        `Die Engine wurde${details.while === "loading" ? " beim Laden des Modells" : ""} von außen beendet, von einem Menschen oder einem anderen Programm. ${details.while === "answering" ? `${partialKept} ` : ""}${loadAgain}`,
      "card-unserved": unserved,
      "device-lost": ({ reason, inAnswer }) =>
        `Die Grafikkarte arbeitet nicht mehr für die Engine (${reason}).${inAnswer ? ` ${partialKept}` : ""} Bitte das Modell neu laden, vielleicht ohne die Grafikkarte.`,
    },
    thenWords,
  ),
  "no-model-loaded": {
    ...kept,
    "none-loaded": () => "Es ist kein Modell geladen. Bitte zuerst eines aus der Bibliothek wählen.",
    "none-chosen": () => "Für diese Unterhaltung ist kein Modell gewählt. Bitte eines aus der Bibliothek wählen.",
  },
  "context-full": {
    ...kept,
    "answer-stops": ({ contextTokens }) =>
      `Der Kontext von ${figures.count(contextTokens)} Token ist voll, daher endet die Antwort hier. Es wurde nichts stillschweigend weggelassen. Bitte in den Einstellungen dieser Unterhaltung einen längeren Kontext wählen oder eine neue beginnen.`,
    "prompt-too-long": ({ promptTokens, contextTokens }) =>
      `Diese Unterhaltung braucht ${figures.count(promptTokens)} Token, der Kontext fasst ${figures.count(contextTokens)}. Bitte das Modell mit längerem Kontext laden oder eine neue Unterhaltung beginnen.`,
    "not-summarised": ({ contextTokens, reason }, saying) =>
      `Der Kontext von ${figures.count(contextTokens)} Token ist voll, und die ältesten Nachrichten ließen sich nicht zusammenfassen. Deshalb wurde nichts gefragt; alle Nachrichten sind noch da. ${saying.error(reason)}`,
    "empty-summary": ({ contextTokens }) =>
      `Der Kontext von ${figures.count(contextTokens)} Token ist voll, und das Modell hat keine Zusammenfassung der ältesten Nachrichten geschrieben. Deshalb wurde nichts gefragt; alle Nachrichten sind noch da. Bitte noch einmal antworten lassen oder für den vollen Kontext etwas anderes wählen.`,
    "too-long-to-summarise": ({ contextTokens }) =>
      `Der Kontext von ${figures.count(contextTokens)} Token ist voll, und die älteste Frage mit ihrer Antwort ist zu lang, um darin zusammengefasst zu werden. Deshalb wurde nichts gefragt; alle Nachrichten sind noch da. Bitte einen längeren Kontext wählen oder das Älteste weglassen.`,
    full: () => "Der Kontext ist voll. Bitte eine neue Unterhaltung beginnen oder mit längerem Kontext laden.",
  },
  "template-failed": {
    ...kept,
    "does-not-work": () => "Die Chat-Vorlage in der Datei dieses Modells funktioniert nicht.",
    "ended-engine": () =>
      "Die Chat-Vorlage in der Datei dieses Modells hat die Engine zum Absturz gebracht. Bitte das Modell neu laden: Es nutzt dann eine Form, die Bitloft kennt.",
  },
};
