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
  move: {
    moving: (variant, folder) => `${variant} wird nach ${folder} verschoben`,
    stop: (variant) => `Verschieben von ${variant} abbrechen`,
    interrupted: "Bitloft wurde beim Verschieben beendet. Das Modell ist vollständig; bitte erneut verschieben.",
  },
  import: {
    adding: (file) => `${file} wird hinzugefügt`,
    stop: (file) => `Hinzufügen von ${file} abbrechen`,
    interrupted: (file) => `${file} wurde nicht hinzugefügt.`,
    interruptedText: "Bitloft wurde währenddessen beendet. Bitte erneut hinzufügen.",
    dismiss: "Ausblenden",
  },
};
