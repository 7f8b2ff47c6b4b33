import type { TranscriptWords } from "../language.ts";

export const transcript: TranscriptWords = {
  untitled: "Unterhaltung",
  you: "Frage",
  answer: "Antwort",
  system: "Systemanweisung",
  thinking: "Überlegung",
  toolCall: (name) => (name === "" ? "Aufruf eines Werkzeugs" : `Aufruf eines Werkzeugs: ${name}`),
  toolResult: "Antwort des Werkzeugs",
  attachment: (name) => `Anhang: ${name}`,
  cutShort: "Diese Antwort endete vorzeitig.",
  notShown: "Etwas, das sich nicht als Text zeigen lässt",
  otherMessages: (count) =>
    count === 1
      ? "1 Nachricht aus anderen Zweigen ist nicht gezeigt."
      : `${count} Nachrichten aus anderen Zweigen sind nicht gezeigt.`,
  collection: (count) => (count === 1 ? "1 Unterhaltung" : `${count} Unterhaltungen`),
};
