import type { AskingWords } from "../../en/window/asking.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

export const asking: AskingWords = {
  instructions: "Anweisungen",
  answering: "Antworten",
  context: "Kontext",
  more: "Mehr",
  changed: "geändert",
  reset: (label) => `Zurücksetzen: ${label}`,
  allBack: "Auf Standard zurücksetzen",

  presets: {
    label: (name) => `Voreinstellung: ${name}`,
    field: "Voreinstellung",
    recommended: "Empfohlen",
    balanced: "Ausgewogen",
    precise: "Genau",
    creative: "Kreativ",
    code: "Code",
    recommendedBy: { file: "aus der Modelldatei", catalogue: "vom Hersteller des Modells" },
    changed: (name) => `${name} · geändert`,
    removed: (name) => `${name} (gelöscht)`,
    saveAs: "Speichern als …",
    saveTo: (name) => `In „${name}“ speichern`,
    undo: (name) => `Zurück zu ${name}`,
    begin: (model) => `Für neue Unterhaltungen mit ${model} verwenden`,
    beginsHere: (model) => `Gilt für neue Unterhaltungen mit ${model}`,
    rename: (name) => `„${name}“ umbenennen …`,
    delete: (name) => `„${name}“ löschen`,
    deleted: (name) => `„${name}“ ist gelöscht. Unterhaltungen damit behalten sie.`,
    putBack: "Rückgängig",
    saveTitle: "Als Voreinstellung speichern",
    renameTitle: "Voreinstellung umbenennen",
    name: "Name",
    keepsInstructions: "Mit den Anweisungen dieser Unterhaltung",
    save: "Speichern",
    cancel: "Abbrechen",
  },

  temperature: { label: "Temperatur", hint: "Bei 0 kommt immer das wahrscheinlichste Wort." },
  steady: "beständig",
  lively: "lebhaft",
  topP: {
    label: "Top-p",
    hint: "Nur die wahrscheinlichsten Wörter, die zusammen diesen Anteil erreichen, kommen in Frage. Niedriger lässt seltene weg.",
  },
  topK: { label: "Top-k", hint: "Höchstens so viele Wörter kommen in Frage." },
  minP: {
    label: "Min-p",
    hint: "Lässt Wörter weg, die so viel unwahrscheinlicher sind als das wahrscheinlichste. Hält lebhafte Antworten bei der Sache.",
  },
  xtcProbability: {
    label: "XTC: wie oft",
    hint: "Lässt manchmal die naheliegendsten Wörter weg. Der Text wird überraschender, Fakten leiden.",
  },
  xtcThreshold: { label: "XTC: ab", hint: "Ab dieser Wahrscheinlichkeit gilt ein Wort als naheliegend." },
  repeatPenalty: {
    label: "Wiederholungsstrafe",
    hint: "Über 1 werden kürzlich verwendete Wörter unwahrscheinlicher. Zu viel schadet Code und Listen.",
  },
  presencePenalty: { label: "Präsenzstrafe", hint: "Höher führt zu neuen Wörtern und Themen." },
  frequencyPenalty: { label: "Häufigkeitsstrafe", hint: "Höher macht ein Wort mit jedem Mal seltener." },
  repeatTokens: { label: "Blick zurück", hint: "Wie viel vom zuletzt Gesagten diese drei Strafen sehen." },
  dryStrength: {
    label: "DRY: Stärke",
    hint: "Hält die Antwort davon ab, ganze Wortfolgen zu wiederholen. 0,8 ist ein guter Anfang.",
  },
  dryBase: { label: "DRY: Zunahme", hint: "Wie schnell das mit längeren Wiederholungen wächst." },
  dryAllowedTokens: { label: "DRY: freie Länge", hint: "Wiederholungen bis zu dieser Länge bleiben erlaubt." },
  tokenBias: {
    label: "Wörter meiden oder bevorzugen",
    hint: "Eines je Zeile. Ein Wort allein kommt nie vor; „Wort: -3“ macht es seltener, „Wort: 3“ häufiger. Besteht es aus mehreren Token, gilt es für jedes davon.",
    example: "eintauchen\njedoch: -3",
    wrong: (line) => `Zeile ${line}: ein Wort, oder ein Wort, ein Doppelpunkt und eine Zahl von -100 bis 100.`,
  },
  stops: {
    label: "Stopptexte",
    hint: "Einer je Zeile. Die Antwort endet vor dem ersten davon; \\n steht für einen Zeilenumbruch.",
    example: "###",
    tooMany: (most, characters) => `Bis zu ${most} Texte mit je bis zu ${characters} Zeichen.`,
  },
  seed: {
    label: "Startwert",
    placeholder: "für jede Antwort ein neuer",
    hint: "Derselbe Startwert gibt auf dieselbe Frage dieselbe Antwort.",
  },
  maxTokens: {
    label: "Maximale Antwortlänge",
    placeholder: "bis das Modell aufhört",
    hint: "Dort wird die Antwort abgeschnitten.",
  },
  off: "aus",
  words: (count) => counted(count, "Wort", "Wörter", figures.count(count)),
  tokens: (count) => `${figures.count(count)} Token`,
  tokensUnit: "Token",
  wholeNumber: (least, most) => `Eine ganze Zahl von ${figures.count(least)} bis ${figures.count(most)}.`,

  thinking: {
    title: "Nachdenken",
    think: "Nachdenken",
    on: "Denkt vor der Antwort nach. Langsamer, und besser bei schweren Fragen.",
    off: "Antwortet sofort.",
    effort: "Aufwand",
    effortIs: (effort) => `Aufwand: ${effort}`,
    effortHint: "Wie lange es vor der Antwort nachdenkt.",
    usual: (effort) => `${effort} (üblich)`,
    asUsual: "wie das Modell es tut",
    efforts: { minimal: "minimal", low: "gering", medium: "mittel", high: "hoch", xhigh: "sehr hoch", max: "maximal" },
    budget: {
      label: "Maximale Denklänge",
      placeholder: "so lange es will",
      hint: "Danach muss es antworten, notfalls mitten im Gedanken.",
    },
    answerNow: "Jetzt antworten",
  },

  systemPrompt: "Systemprompt",
  systemPromptExample: "Wie sich das Modell verhalten soll, etwa „Antworte kurz und in einfachen Worten.“",
  variables: "{{date}}, {{time}}, {{weekday}} und {{model}} werden beim Fragen ersetzt.",
  whenFull: {
    label: "Wenn der Kontext voll ist",
    short: "Wenn er voll ist",
    policies: {
      stop: "Anhalten",
      "drop-oldest": "Ältestes weglassen",
      "drop-middle": "Erste Frage behalten, Mitte weglassen",
    },
    hints: {
      stop: "Das Modell antwortet erst wieder, wenn Platz ist.",
      "drop-oldest": "Das Modell sieht die ältesten Fragen und Antworten nicht mehr. In der Unterhaltung bleiben sie.",
      "drop-middle":
        "Das Modell sieht die erste Frage mit ihrer Antwort und die letzten. In der Unterhaltung bleibt alles.",
    },
    leftOut: (messages) =>
      `${counted(messages, "Nachricht", "Nachrichten", figures.count(messages))} hat das Modell bei der letzten Antwort nicht gesehen.`,
    line: (messages) =>
      `Was darüber steht, sieht das Modell nicht mehr · ${counted(messages, "Nachricht", "Nachrichten", figures.count(messages))} weggelassen`,
    lineMiddle: (messages) =>
      `Darüber sieht das Modell nur die erste Frage und ihre Antwort · ${counted(messages, "Nachricht", "Nachrichten", figures.count(messages))} weggelassen`,
    change: "Ändern",
  },
  contextLength: "Kontextlänge",
  contextHint: "Ein längerer Kontext braucht mehr Speicher. Das Modell wird mit der nächsten Frage neu geladen.",
  automatic: "Automatisch",
  tokensOf: (count) => `${figures.count(count)} Token`,
};
