import type { TermWords } from "../../en/window/terms.ts";

export const terms: TermWords = {
  label: {
    title: "Was ein Kürzel sagt",
    text: "Ein Kürzel wie Q4_K_M sagt, wie die Zahlen des Modells gerundet sind. Q4: etwa vier Bit für jede statt sechzehn. K: in Blöcken, das verliert weniger. M: die mittlere Mischung, mit mehr Bit an den wichtigen Stellen. Mit weniger Bit wird die Datei kleiner und schneller, und die Antworten werden etwas schlechter.",
  },
  speed: {
    title: "Wörter und Token pro Sekunde",
    text: "Wie schnell die Antwort geschrieben wird. Man liest etwa vier bis sechs Wörter pro Sekunde. Ein Token (tok) ist ein Stück eines Wortes: Drei Wörter sind etwa vier Token. Bis das Modell hier gelaufen ist, ist es eine Vorhersage.",
  },
  quality: {
    title: "Qualität",
    text: "Wie viel von der Qualität des vollen Modells nach dem Runden bleibt. Es zählt das Wort; die Werte darunter sind mit ~ geschätzt.",
  },
  context: {
    title: "Kontext",
    text: "Wie viel von der Unterhaltung das Modell auf einmal sieht: 8K Token sind etwa neun Seiten. Er braucht Speicher neben dem Modell, und je länger er ist, desto mehr.",
  },
  more: "Mehr dazu unter „Grundlagen“",
};
