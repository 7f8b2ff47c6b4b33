import { mostSummaryTokens, mostTokensAfterDropping, tokensAfterSummary } from "../../../contract/index.ts";
import type { AskingWords } from "../../en/window/asking.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const reading = (context: number | null): string =>
  context === null
    ? "Wird mehr weggelassen, liest es jedes Mal bis zu drei Viertel des Kontexts neu."
    : `Wird mehr weggelassen, liest es jedes Mal bis zu ${figures.count(mostTokensAfterDropping(context))} Token neu.`;

export const asking: AskingWords = {
  instructions: "Anweisungen",
  answering: "Antworten",
  context: "Kontext",
  more: "Mehr",
  changed: "geändert",
  reset: (label) => `Zurücksetzen: ${label}`,
  allBack: "Auf Standard zurücksetzen",
  instructionsReplaced: "Ihre Anweisungen wurden ersetzt.",
  takeBack: "Rückgängig",

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
    keepsForm: "Mit der Form der Antworten",
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

  form: {
    title: "Form der Antwort",
    label: "Antworten sind",
    kinds: { free: "Freier Text", choice: "Eine von mehreren", schema: "JSON nach Schema" },
    hints: {
      free: "Das Modell schreibt, was es möchte.",
      choice: "Das Modell kann nur eine davon schreiben. Vorher darf es nachdenken.",
      schema: "Das Modell kann nur JSON in dieser Form schreiben. Vorher darf es nachdenken.",
    },
    choices: {
      label: "Auswahl",
      hint: "Eine pro Zeile.",
      starter: ["Ja", "Nein"],
      wrong: (least, most, characters) =>
        `${figures.count(least)} bis ${figures.count(most)} verschiedene Zeilen mit höchstens ${figures.count(characters)} Zeichen.`,
    },
    edit: "Form bearbeiten",
    asFields: "Felder",
    asText: "Schema",
    moreThanFields: "Dieses Schema ist mehr als eine Liste von Feldern. Es lässt sich als Text bearbeiten.",
    schema: "JSON-Schema",
    schemaHint:
      "Soweit die Engine es erzwingen kann. Auch das Modell liest es, daher helfen Beschreibungen. Es schreibt jedes Feld, auch ein nicht erforderliches.",
    field: {
      name: "Name",
      type: "Typ",
      types: { text: "Text", number: "Zahl", "yes-no": "Ja oder nein", "one-of": "Auswahl", list: "Liste von Texten" },
      values: "Werte, einer pro Zeile",
      description: "Beschreibung",
      required: "Erforderlich",
      requiredHint: "Ein nicht erforderliches Feld darf null sein.",
      add: "Feld hinzufügen",
      remove: (name) => `„${name}“ entfernen`,
      removeUnnamed: "Dieses Feld entfernen",
      unnamed: "Jedes Feld braucht einen Namen.",
      twice: (name) => `Zwei Felder heißen „${name}“.`,
      noValues: (name) => `„${name}“ braucht mindestens einen Wert.`,
    },
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
      summarise: "Ältestes zusammenfassen",
    },
    hints: {
      stop: "Das Modell antwortet erst wieder, wenn Platz ist.",
      "drop-oldest": "Das Modell sieht die ältesten Fragen und Antworten nicht mehr. In der Unterhaltung bleiben sie.",
      "drop-middle":
        "Das Modell sieht die erste Frage mit ihrer Antwort und die letzten. In der Unterhaltung bleibt alles.",
      summarise:
        "Ist er fast voll, schreibt das Modell eine Zusammenfassung der ältesten Nachrichten und sieht sie an deren Stelle. Sie lässt sich lesen, ändern und rückgängig machen. Die Nachrichten bleiben in der Unterhaltung.",
    },
    costs: {
      stop: () => "",
      "drop-oldest": reading,
      "drop-middle": reading,
      summarise: (context) =>
        context === null
          ? "Dafür schreibt es jedes Mal bis zu einem Achtel des Kontexts und liest etwa die Hälfte davon neu, bevor es antwortet."
          : `Dafür schreibt es jedes Mal bis zu ${figures.count(mostSummaryTokens(context))} Token und liest etwa ${figures.count(tokensAfterSummary(context))} neu, bevor es antwortet.`,
    },
    summarised: (messages) =>
      `Für die letzte Antwort bekam das Modell eine Zusammenfassung von ${counted(messages, "Nachricht", "Nachrichten", figures.count(messages))}.`,
    summary: {
      line: (messages) =>
        `Oben zusammengefasst · ${counted(messages, "Nachricht", "Nachrichten", figures.count(messages))}`,
      show: "Zeigen",
      undo: "Rückgängig",
      undone: "Das Modell sieht wieder alle Nachrichten. Passen sie nicht hinein, hält es an.",
      again: "Wieder zusammenfassen",
      writing: "Die ältesten Nachrichten werden zusammengefasst …",
      title: "Zusammenfassung",
      description: (messages) =>
        messages === 1
          ? "Das sieht das Modell anstelle der ersten Nachricht. In der Unterhaltung bleibt sie."
          : `Das sieht das Modell anstelle der ersten ${figures.count(messages)} Nachrichten. In der Unterhaltung bleiben sie.`,
      writtenBy: (model) => `Geschrieben von ${model ?? "dem Modell"}.`,
      edited: (model) => `Geschrieben von ${model ?? "dem Modell"}, von Ihnen geändert.`,
      cost: (tokens, read) =>
        `Das kostete ${figures.count(tokens)} Token zum Schreiben und ${figures.count(read)} zum Lesen.`,
      writeAnew: "Neu schreiben lassen",
      save: "Speichern",
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
