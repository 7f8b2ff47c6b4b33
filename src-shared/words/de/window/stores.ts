import type { StoresWords } from "../../en/window/stores.ts";
import { lazy } from "../../../figures/index.ts";
import { counted } from "../../counted.ts";
import { programNames } from "../../program-names.ts";
import { figures } from "../figures.ts";

const lists = lazy(() => new Intl.ListFormat("de", { type: "conjunction" }));
const models = (count: number): string => counted(count, "Modell", "Modelle");
const named = (names: readonly string[]): string =>
  names.length <= 3 ? lists().format(names) : `${names.slice(0, 2).join(", ")} und ${names.length - 2} weitere`;

export const stores: StoresWords = {
  hold: (programs, count, bytes) => {
    const names = lists().format(programs.map((program) => programNames[program]));
    return `${names} ${programs.length === 1 ? "hat" : "haben"} ${models(count)}, ${figures.bytes(bytes)}.`;
  },
  useInPlace: "Dort nutzen",
  dismiss: "Ausblenden",
  title: "Modelle anderer Programme",
  stays:
    "Sie werden dort genutzt, wo sie liegen: Nichts wird kopiert, und Bitloft ändert oder löscht diese Dateien nie.",
  programs: { ...programNames, folder: "Ordner" },
  scanning: "Die Modelle werden angesehen …",
  notScanned: "Nach Modellen konnte nicht gesucht werden.",
  nothing: "Kein anderes Programm, das Bitloft kennt, hat hier Modelle.",
  count: models,
  known: (count, others) =>
    `${count === 1 ? "Eines" : count}${others ? " davon" : ""} ${count === 1 ? "ist" : "sind"} schon in der Bibliothek.`,
  doNotRun: (count) => (count === 1 ? "Eines läuft hier nicht" : `${count} laufen hier nicht`),
  search: (text) => `${text} als GGUF suchen`,
  problems: {
    "may-not-read": (path) => `${path} darf nicht gelesen werden: Es gehört einem anderen Benutzer.`,
    "not-understood": (path) => `${path} hat nicht die erwartete Form.`,
    "leads-outside": (path) => `${path} nennt eine Datei außerhalb des Ordners seines Programms.`,
  },
  partial: "Hier ist mehr, als Bitloft auf einmal liest; einige Modelle fehlen vielleicht.",
  cancel: "Abbrechen",
  use: (count, bytes) => (count === 0 ? "Dort nutzen" : `${models(count)} nutzen, ${figures.bytes(bytes)}`),
  linking: "Modelle anderer Programme werden hinzugefügt",
  stop: "Hinzufügen abbrechen",
  interrupted: "Nicht alle Modelle anderer Programme wurden hinzugefügt.",
  interruptedText: "Bitloft wurde währenddessen beendet. Was bis dahin hinzugefügt war, ist in der Bibliothek.",
  added: (names) =>
    names.length === 0
      ? "Es war nichts Neues dabei."
      : `${named(names)} ${names.length === 1 ? "ist in der Bibliothek. Die Datei bleibt, wo sie ist." : "sind in der Bibliothek. Die Dateien bleiben, wo sie sind."}`,
  refused: (names) =>
    `${named(names)} ${names.length === 1 ? "lässt" : "lassen"} sich nicht nutzen. „Dort nutzen“ sagt, warum.`,
  dropHere: "Zum Hinzufügen ablegen",
  dropText: "Dateien bleiben, wo sie sind.",
};
