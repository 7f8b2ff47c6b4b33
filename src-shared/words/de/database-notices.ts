import type { DatabaseNotices } from "../language.ts";

const wrong = (movedAside: string | null): string =>
  movedAside === null ? "fehlte" : "war beschädigt oder Bitloft unbekannt";
const kept = (movedAside: string | null): string =>
  movedAside === null ? "" : ` Was dort lag, ist unverändert aufbewahrt: ${movedAside}.`;

export const databaseNotices: DatabaseNotices = {
  restored: {
    title: "Die letzte Sicherung ist in Gebrauch",
    text: (movedAside) =>
      `Bitlofts Datenbank ${wrong(movedAside)}; die letzte Sicherung ersetzt sie. Was neuer ist, fehlt darin.${kept(movedAside)}`,
  },
  replaced: {
    title: "Bitloft beginnt mit einer leeren Datenbank",
    text: (movedAside) =>
      `Bitlofts Datenbank ${wrong(movedAside)}, und es gab keine brauchbare Sicherung. Bitloft beginnt mit einer leeren: Heruntergeladene Modelle werden wieder aufgenommen, Unterhaltungen fehlen darin.${kept(movedAside)}`,
  },
  "backup-restored": {
    title: "Die Sicherung ist wiederhergestellt",
    text: (movedAside) =>
      `Bitlofts Daten sind jetzt die der Sicherung. Modelle bleiben, wo sie sind; was hier nicht liegt, wird als fehlend angezeigt.${movedAside === null ? "" : ` Was vorher hier war, liegt in ${movedAside}; der Ordner kann gelöscht werden, sobald ihn niemand mehr braucht.`}`,
  },
  "moved-aside": {
    title: "Die Datenbank ist in Ordnung",
    text: (movedAside) =>
      `Am Platz einer Datei, die Bitlofts Datenbank braucht, lag etwas anderes. Es liegt jetzt hier: ${movedAside ?? ""}. Die Datenbank ist in Ordnung.`,
  },
};
