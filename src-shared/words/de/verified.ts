import type { VerifyStatements } from "../../contract/index.ts";
import type { Words } from "../language.ts";

export const verified: Words<VerifyStatements> = {
  "files-are-right": () => "Jedes Byte ist, wie es sein soll.",
  "file-was-changed": () =>
    "Die Datei wurde seit der letzten Prüfung geändert, daher gab es nichts zum Vergleichen. Ihre neue Prüfsumme ist für das nächste Mal gemerkt.",
  "nothing-to-compare": () =>
    "Die Datei ließ sich bis zum Ende lesen. Eine Prüfsumme zum Vergleichen gab es nicht; diese ist für das nächste Mal gemerkt.",
  "import-is-damaged": ({ path }) =>
    `${path} ist beschädigt: Die Prüfsumme ist nicht mehr dieselbe. Eine unbeschädigte Kopie importieren.`,
  "download-is-damaged": ({ path }) =>
    `${path} ist beschädigt: Die Prüfsumme ist falsch. Löschen und neu herunterladen.`,
};
