import type { TerminalWords } from "../../en/terminal/index.ts";
import { counted } from "../../counted.ts";
import { programNames } from "../../program-names.ts";
import { changedParts } from "../changed-parts.ts";
import { figures } from "../figures.ts";
import { downloads as windowDownloads } from "../window/downloads.ts";
import { help } from "./help.ts";

export const germanTerminal: TerminalWords = {
  help,
  usage: (usage) => `Aufruf: bitloft ${usage}`,
  notClosed: (reason) => `Nicht alles ließ sich schließen: ${reason}`,
  yesOrNo: "[j/N]",
  isYes: (reply) => /^(j(a)?|y(es)?)$/i.test(reply.trim()),
  none: "keins",
  unknown: "unbekannt",

  machine: {
    computer: "Computer",
    cpu: "CPU",
    cores: (name, cores, usable) => `${name}, ${cores} Kerne, ${usable} davon für die Engine`,
    instructions: "Befehlssätze",
    memory: "Speicher",
    memoryFree: (totalBytes, freeBytes) => `${figures.memorySize(totalBytes)}, ${figures.memory(freeBytes)} jetzt frei`,
    memoryLimit: "Speichergrenze",
    bandwidth: "Bandbreite",
    bases: { measured: "gemessen", computed: "berechnet", table: "aus einer Tabelle", given: "angegeben" },
    gpu: "GPU",
    memoryUnknown: "Speicher unbekannt",
    free: (bytes) => `${figures.memory(bytes)} frei`,
    diskFree: (bytes) => `${figures.bytes(bytes)} frei`,
    shares: "teilt den Speicher des Systems",
    notUsable: "für die Engine nicht nutzbar",
    through: (backend) => `über ${backend}`,
    noGpu: "keine gefunden: Modelle laufen auf dem Prozessor",
    disk: "Laufwerk",
    notKnown: "Unbekannt",
  },
  machines: { heads: ["ID", "COMPUTER", "FREI"] },
  labels: {
    heads: ["NAME", "ROLLE", "KÜRZEL", ""],
    roles: { variant: "Variante", mmproj: "mmproj", imatrix: "imatrix", draft: "Entwurf", other: "anderes" },
  },
  components: {
    deleted: (name) => `${name} ist gelöscht; die Karten laufen wieder wie vorher.`,
    none: "Für Computer dieser Art gibt es keine weiteren Teile der Engine.",
    onDisk: (bytes) => `${figures.bytes(bytes)} auf dem Laufwerk`,
    bundled: "kam mit Bitloft",
    toFetch: (bytes, receivedBytes) =>
      `${figures.bytes(bytes)} herunterzuladen${receivedBytes > 0 ? `, ${figures.bytes(receivedBytes)} schon hier` : ""}`,
    states: {
      absent: "nicht da",
      downloading: "lädt",
      paused: "pausiert",
      installing: "wird installiert",
      failed: "gescheitert",
      installed: "installiert",
      bundled: "mitgeliefert",
    },
    progress: (state, part, total) => `${state}: ${figures.bytesPair(part, total).join(" von ")}`,
    nothingToFetch: (name) => `${name} kam mit Bitloft; es gibt nichts herunterzuladen.`,
    installed: (name, version) =>
      `${name} ${version} ist installiert; die Prüfsumme stimmt. Das nächste geladene Modell nutzt es.`,
  },
  fit: {
    model: (parameters, architecture, machine) =>
      `${figures.parameters(parameters)} Parameter, ${architecture}, auf ${machine}`,
    context: (tokens, kvType) => `Kontext ${figures.count(tokens)} Token, ${kvType}`,
    doesNotRun: "läuft hier nicht",
    cannotChat: "kann nicht chatten",
    heads: ["", "VARIANTE", "DATEI", "SPEICHER", "TOK/S", "QUALITÄT", "URTEIL"],
    note: (text) => `Hinweis: ${text}`,
    better: (text) => `Besser: ${text}`,
  },
  frontier: {
    none: "Es gibt nichts, was Bitloft ausführen könnte.",
    places: { gpu: "Auf der GPU", split: "Auf GPU und Prozessor", cpu: "Auf dem Prozessor" },
    heads: ["SPEICHER", "GPU", "VARIANTE", "KONTEXT", "TOK/S", "WENN VOLL", "QUALITÄT", ""],
    fits: "passt jetzt",
  },
  suggest: {
    none: (job: string) => `${job}: Kein Modell, das Bitloft kennt, läuft hier gut.`,
    heads: ["", "MODELL", "DOWNLOAD", "TEMPO", "KÖNNEN"],
    notMeasured: "nicht gemessen",
    source: (ratedOn: string) =>
      `Bewertet in Blindabstimmungen über die vollen Modelle (Arena, ${ratedOn}, CC BY 4.0) und von EuroEval.`,
    placed: "* von Bitloft eingeordnet, da es keine Abstimmungen darüber gibt.",
  },
  search: {
    none: "Nichts gefunden. Weniger oder andere Wörter versuchen.",
    heads: ["REPOSITORY", "GRÖSSE", "KONTEXT", "DOWNLOADS", "PASST HIER", ""],
    gated: "Zugang anfragen",
  },
  pull: {
    installed: (path, id) => `${path} ist als ${id} installiert; die SHA-256 stimmt.`,
    received: (part, total) => figures.bytesPair(part, total).join(" von "),
    secondsLeft: (seconds) => `noch ${seconds} s`,
    verifying: "wird geprüft",
    tryingAgain: (reason) => `neuer Versuch: ${reason}`,
  },
  downloads: {
    none: "Keine Downloads.",
    heads: ["ID", "MODELL", "VARIANTE", "EMPFANGEN", "ZUSTAND"],
    waitsFor: windowDownloads.waitsFor,
    states: windowDownloads.states,
  },
  library: {
    none: "Noch ist nichts installiert.",
    noneYet: "Noch ist nichts installiert. `bitloft search` findet Modelle, `bitloft pull` lädt eines herunter.",
    heads: ["ID", "NAME", "VARIANTE", "GRÖSSE", "ZUSTAND", "PFAD", ""],
    states: {
      ready: "bereit",
      missing: "fehlt",
      away: "nicht verbunden",
      damaged: "beschädigt",
      unverified: "ungeprüft",
    },
    reading: (name, doneBytes) => `${name} wird gelesen: ${figures.bytes(doneBytes)}`,
    readingOf: (name, doneBytes, totalBytes) =>
      `${name} wird gelesen: ${figures.bytesPair(doneBytes, totalBytes).join(" von ")}`,
    added: (name, sizeBytes, id) => `${name} (${figures.bytes(sizeBytes)}) ist als ${id} aufgenommen.`,
    ok: "ok",
    failed: "FEHLER",
    askRemove: (name) => `${name} aus der Bibliothek entfernen? Die Datei bleibt.`,
    askDelete: (name, sizeBytes) => `${name}, ${figures.bytes(sizeBytes)}, löschen?`,
    removed: (name, path) => `${name} ist aus der Bibliothek entfernt; die Datei bleibt: ${path}.`,
    deleted: (name, sizeBytes) => `${name} ist gelöscht, ${figures.bytes(sizeBytes)}.`,
  },
  folders: {
    heads: ["ORDNER", "BELEGT", "FREI", "VARIANTEN", ""],
    isDefault: "neue Downloads kommen hierher",
    away: "nicht angeschlossen",
    added: (path: string) => `${path} ist hinzugekommen.`,
    removed: (path: string) => `${path} ist vergessen. Die Dateien bleiben.`,
  },
  move: {
    copying: (name: string, doneBytes: number, totalBytes: number) =>
      `Verschiebe ${name}: ${figures.bytesPair(doneBytes, totalBytes).join(" von ")}`,
    moved: (name: string, path: string) => `${name} liegt jetzt unter ${path}.`,
  },
  stores: {
    none: "Kein anderes Programm, das Bitloft kennt, hat hier Modelle.",
    noneInFolders: "In diesen Ordnern sind keine Modelle.",
    heads: ["PROGRAMM", "NAME", "VARIANTE", "GRÖSSE", "ZUSTAND", "PFAD"],
    programs: { ...programNames, folder: "Ordner" },
    states: { free: "nutzbar", inLibrary: "in der Bibliothek", refused: "läuft nicht" },
    refused: (name, why) => `${name}: ${why}`,
    searchFor: (text) => `\`bitloft search ${text}\` sucht danach.`,
    partial: "Hier ist mehr, als Bitloft auf einmal liest; einige Modelle fehlen vielleicht.",
    hint: "`bitloft scan --use` nimmt in die Bibliothek auf, was sich nutzen lässt. Die Dateien bleiben, wo sie sind.",
    used: (name, id) => `${name} ist als ${id} in der Bibliothek.`,
    nothingToUse: "Es gibt nichts zu nutzen, was nicht schon in der Bibliothek ist.",
    linking: (doneBytes, totalBytes) =>
      totalBytes === null ? "Wird angesehen" : `Angesehen: ${figures.bytesPair(doneBytes, totalBytes).join(" von ")}`,
    problems: {
      "may-not-read": (path) => `${path} darf nicht gelesen werden: Es gehört einem anderen Benutzer.`,
      "not-understood": (path) => `${path} hat nicht die erwartete Form.`,
      "leads-outside": (path) => `${path} nennt eine Datei außerhalb des Ordners seines Programms.`,
    },
  },
  updates: {
    none: (asked) =>
      asked === 0
        ? "Nichts Heruntergeladenes ist installiert."
        : `Alles ist wie auf Hugging Face (${counted(asked, "Repository", "Repositorys")}).`,
    heads: ["ID", "VARIANTE", "WAS SICH GEÄNDERT HAT", "COMMIT"],
    kinds: {
      "re-uploaded": "derselbe Name mit anderem Inhalt",
      "new-revision": "eine neue Revision, die Datei wie zuvor",
      gone: "nicht mehr im Repository",
    },
    changed: changedParts,
    how: "`bitloft pull REPO:VARIANTE` lädt die neue herunter und lässt die alte liegen; `bitloft rm ID` löscht die alte.",
  },
  dedupe: {
    none: "Nichts ist doppelt installiert.",
    copies: (name, label, places, sizeBytes, freesBytes) =>
      `${name} ${label}, ${figures.bytes(sizeBytes)}, an ${counted(places, "Ort", "Orten")}; ${figures.bytes(freesBytes)} können frei werden`,
    kept: "bleibt",
    goes: "eine Kopie; --delete löscht sie",
    stays: (owner) =>
      owner === "bitloft" ? "dieselbe Datei unter einem zweiten Namen" : `bleibt: nicht von Bitloft (${owner})`,
    several: (name, variants) => `${name}: ${counted(variants, "Variante", "Varianten")}`,
    size: (bytes) => figures.bytes(bytes),
    speed: (tokensPerSecond) => `${figures.speedFigure(tokensPerSecond)} tok/s`,
    divergence: (mean, error) => `KL-Divergenz ${figures.divergence(mean)} ± ${figures.divergence(error)}`,
    quicker: (keep, other) =>
      `  ${keep} ist die schnellere von zweien, die sich nicht unterscheiden lassen; die andere ist ${other}.`,
    unusedHeads: ["SEIT 3 MONATEN NICHT BENUTZT", "GRÖSSE"],
    ask: (bytes) => `Die Kopien löschen, ${figures.bytes(bytes)}? Sie kommen nicht in den Papierkorb.`,
    deleted: (copies, bytes) =>
      `${counted(copies, "Kopie", "Kopien")} gelöscht, ${figures.bytes(bytes)}. Unterhaltungen gehen mit dem weiter, was bleibt.`,
  },
  inspect: {
    file: (name, version, sizeBytes, tensors) =>
      `${name}: GGUF Version ${version}, ${figures.bytes(sizeBytes)}, ${figures.count(tensors)} Tensoren`,
    valueHeads: ["SCHLÜSSEL", "TYP", "WERT"],
    typeHeads: ["TENSOREN VOM TYP", "ANZAHL", "GRÖSSE"],
    tensorHeads: ["TENSOR", "TYP", "FORM", "GRÖSSE"],
  },
  chat: {
    loading: (name, percent) => `${name} wird geladen: ${percent} %`,
    next: (reason, changes) => `${reason} Als Nächstes: ${changes}.`,
    askLoad: (changes) => `So laden: ${changes}?`,
    thinking: "Denkt nach …",
    cutShort: "Die Antwort endete, bevor sie die verlangte Form hatte.",
    differs: (at) => `Die Antwort hat nicht die verlangte Form${at === "" ? "" : `: siehe ${at}`}.`,
    wasReasoning: "Das war die Überlegung. Die Antwort:",
    speed: (tokensPerSecond) => `${figures.number(tokensPerSecond, 1)} tok/s`,
    firstWord: (seconds) => `erstes Wort nach ${figures.number(seconds, 2)} s`,
    used: (tokens, contextTokens) => `${tokens} von ${contextTokens} Token`,
    templateUsedAgain: "Die Chat-Vorlage in der Datei dieses Modells ist wieder in Gebrauch.",
    templateFailsForNow: (reason, form) =>
      `Die Chat-Vorlage in der Datei dieses Modells funktioniert gerade nicht (${reason}). Bis sie es tut, werden Fragen in der Form ${form} geschrieben; die Antworten können schlechter sein. Die Vorlage wird wieder versucht.`,
    templateFails: (reason, form) =>
      `Die Chat-Vorlage in der Datei dieses Modells funktioniert nicht (${reason}). Fragen werden stattdessen in der Form ${form} geschrieben; die Antworten können schlechter sein.`,
  },
  compare: {
    state: (name, state) => (state === "loading" ? `${name} wird geladen` : `${name} antwortet`),
    heads: ["VARIANTE", "TOK/S", "ERSTES WORT", "TOKEN", "SPEICHER", "VORHERSAGE"],
    seconds: (seconds) => `${figures.number(seconds, 2)} s`,
    speed: (tokensPerSecond) => figures.number(tokensPerSecond, 1),
    memory: (bytes) => figures.memory(bytes),
    atOnce: "Diese Antworten entstanden gleichzeitig: Jede war langsamer als ihr Modell allein.",
    stopped: "Die Antwort wurde angehalten.",
  },
  chats: {
    none: "Es gibt noch keine Unterhaltungen.",
    noneFound: "Keine Unterhaltung enthält das in ihrem Titel oder in einer Nachricht.",
    heads: ["KENNUNG", "TITEL", "MODELL", "ZULETZT BENUTZT"],
    importHeads: ["DATEI", "AUS", "NEU", "NACHRICHTEN", "ERGÄNZT", "WIE ZUVOR", "AUSGELASSEN"],
    notRecognised: "nicht erkannt",
    importing: (name, doneBytes, totalBytes, conversations) =>
      `${name}: ${figures.bytesPair(doneBytes, totalBytes).join(" von ")}, ${counted(conversations, "Unterhaltung", "Unterhaltungen")}`,
    dryRun: "Nichts wurde behalten: Das würde übernommen.",
    exporting: (done, total) => `Unterhaltung ${done} von ${total} wird geschrieben`,
    exported: (conversations, messages, path, sizeBytes) =>
      `${counted(conversations, "Unterhaltung", "Unterhaltungen")} mit ${counted(messages, "Nachricht", "Nachrichten")} in ${path} geschrieben, ${figures.bytes(sizeBytes)}.`,
  },
  backup: {
    writing: (doneBytes, totalBytes) => `${figures.bytesPair(doneBytes, totalBytes).join(" von ")} geschrieben`,
    written: (path, sizeBytes, attachments) =>
      `Unterhaltungen, Bibliothek und Einstellungen${attachments === 0 ? "" : ` sowie ${counted(attachments, "Anhang", "Anhänge")}`} stehen jetzt in ${path}, ${figures.bytes(sizeBytes)}. Modelle sind nicht dabei.`,
    ask: (createdAt) => `Alles außer den Modellen durch die Sicherung vom ${createdAt} ersetzen?`,
    checking: (doneBytes, totalBytes) => `${figures.bytesPair(doneBytes, totalBytes).join(" von ")} geprüft`,
    restored: (createdAt) => `Die Sicherung vom ${createdAt} ist wiederhergestellt. Modelle bleiben, wo sie sind.`,
    putAside: (folder) =>
      `Was vorher hier war, liegt in ${folder}; der Ordner kann gelöscht werden, sobald ihn niemand mehr braucht.`,
    inUse:
      "Bitloft ist gerade geöffnet. Die Sicherung ist geprüft und wird beim nächsten Start von Bitloft eingesetzt; bis dahin bleibt alles, wie es ist.",
  },
  lab: {
    takes: (low: number, high: number) =>
      figures.duration(low) === figures.duration(high)
        ? `Dauert etwa ${figures.duration(high)}.`
        : `Dauert etwa ${figures.duration(low)} bis ${figures.duration(high)}.`,
    progress: (share: number) => `${figures.number(share * 100, 0)} %`,
    resting: "Ruht, solange eine Antwort geschrieben wird.",
    requantised: (label: string) =>
      `Die Datei ist schon quantisiert (${label}): Was daraus entsteht, kann nicht besser sein.`,
    made: (path: string, sizeBytes: number, seconds: number) =>
      `${path} ist fertig (${figures.bytes(sizeBytes)}), in ${figures.number(seconds, 1)} s.`,
    inLibrary: (id: string) => `In der Bibliothek als ${id}.`,
    matrix: (path: string, entries: number, tokens: number) =>
      `${path} ist geschrieben: ${figures.count(entries)} Tensoren aus ${figures.count(tokens)} Token.`,
    compared: (variant: string, reference: string, text: string) =>
      `${variant} im Vergleich zu ${reference}, an ${text}`,
    positions: (positions: number) => `${figures.count(positions)} Stellen`,
    divergence: "KL-Divergenz",
    divergenceFigures: (mean: number, error: number, median: number, p99: number, max: number) =>
      `${figures.number(mean, 5)} ± ${figures.number(error, 5)} (Median ${figures.number(median, 5)}, 99 % ${figures.number(p99, 4)}, höchstens ${figures.number(max, 3)})`,
    sameTopWord: "Gleiches wahrscheinlichstes Wort",
    share: (share: number, error: number) =>
      `${figures.number(share * 100, 1)} % ± ${figures.number(error * 100, 1)} %`,
    perplexity: "Perplexität",
    perplexities: (reference: number, variant: number) =>
      `${figures.number(reference, 3)} → ${figures.number(variant, 3)}`,
  },
  ledger: {
    none: "Hier wurde noch nichts geladen.",
    about:
      "Speicher ist, was auf Prozessor und GPUs frei bleiben muss; Seiten, die das System neu aus der Datei lesen kann, zählen nicht.",
    heads: ["WANN (UTC)", "VARIANTE", "KONTEXT", "VORHERGESAGT", "GEMESSEN", "TOK/S", ""],
    failed: "gescheitert",
    speeds: (ends) => ends.map((speed) => figures.number(speed, 1)).join(" bis "),
  },
};
