import type { ImportSkips } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

export const importSkips: Words<ImportSkips> = {
  "import-not-recognised": () => "Kein Programm, das Bitloft kennt, schreibt seine Unterhaltungen so.",
  "import-not-json": ({ problem }) => `Das ist kein JSON: ${problem}`,
  "import-not-valid": ({ field, problem }) =>
    `Es ist nicht, wie dieses Programm es schreibt${field === "" ? "" : ` (${field})`}: ${problem}`,
  "import-newer-version": ({ version }) =>
    `Ein neueres Bitloft hat es geschrieben (Version ${version} der Form). Zum Lesen bitte Bitloft aktualisieren.`,
  "import-no-messages": () => "Es enthält keine Nachrichten.",
  "import-too-large": ({ mostBytes }) => `Ein Teil davon ist größer als ${figures.bytes(mostBytes)}.`,
  "import-too-rich": ({ problem }) => `Es enthält mehr, als eine Unterhaltung hat: ${problem}.`,
  "import-too-many-messages": ({ most }) => `Es enthält mehr als ${most} Nachrichten.`,
  "import-too-many-entries": ({ most }) => `Das Archiv enthält mehr als ${most} Dateien.`,
  "import-unpacks-too-large": () => "Ausgepackt würde es viel größer, als Unterhaltungen sind.",
  "import-unsafe-name": () => "Sein Name im Archiv führt aus dem Archiv hinaus.",
  "import-encrypted": () => "Es ist verschlüsselt.",
  "import-cut-short": () => "Die Datei endet mittendrin. Was davor steht, wurde gelesen.",
  "import-not-read": ({ code }) => `Es konnte nicht gelesen werden (${code}).`,
  "import-settings-left-out": ({ settings }) =>
    `Die Unterhaltung wurde ohne diese Einstellungen gelesen, deren Werte kein Modell annimmt: ${settings}.`,
  "import-older": () => "Es ist älter als das, was schon hier ist.",
  "import-reader-ended": ({ reason }) => `Das Lesen endete zu früh${reason === "" ? "" : `: ${reason}`}.`,
  "import-more-skipped": ({ count }) => `${count} weitere wurden ausgelassen.`,
};
