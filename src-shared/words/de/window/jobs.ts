import type { JobsWords } from "../../en/window/jobs.ts";
import { figures } from "../figures.ts";

export const jobs: JobsWords = {
  amount: (doneBytes, totalBytes) =>
    totalBytes === null ? figures.bytes(doneBytes) : figures.bytesPair(doneBytes, totalBytes).join(" von "),

  verify: {
    reading: (variant) => `${variant} wird gelesen`,
    stop: (variant) => `Lesen von ${variant} abbrechen`,
    interrupted: "Bitloft wurde beendet, bevor alles gelesen war. Bitte erneut prüfen.",
  },
  import: {
    adding: (file) => `${file} wird hinzugefügt`,
    stop: (file) => `Hinzufügen von ${file} abbrechen`,
    interrupted: (file) => `${file} wurde nicht hinzugefügt.`,
    interruptedText: "Bitloft wurde währenddessen beendet. Bitte erneut hinzufügen.",
    dismiss: "Ausblenden",
  },
};
