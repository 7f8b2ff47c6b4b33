import { someOf, withLeftOut } from "../../error-parts.ts";
import type { ErrorWords } from "../../language.ts";
import { figures } from "../figures.ts";
import { kept } from "./kept.ts";

const noLongerInLibrary = "Diese Variante ist nicht mehr in der Bibliothek.";

const elsewhere = {
  "appears-here": "Wenn sie fertig ist, erscheint sie hier.",
  "pause-there": "Der Download lässt sich nur dort anhalten.",
  "cancel-there": "Der Download lässt sich nur dort abbrechen.",
} as const;

export const general: Pick<ErrorWords, "internal" | "cancelled" | "busy" | "not-found" | "invalid-input"> = {
  internal: {
    ...kept,
    unexpected: ({ reason }) => `In Bitloft ist etwas schiefgegangen: ${reason}`,
    "check-failed": ({ reason }) => `Die Datei konnte nicht geprüft werden: ${reason}`,
    "bandwidth-failed": ({ reason }) => `Das Tempo des Arbeitsspeichers ließ sich nicht messen: ${reason}.`,
    "bandwidth-silent": () =>
      "Das Tempo des Arbeitsspeichers ließ sich nicht messen: Ein Thread hat nicht geantwortet.",
    "component-list-damaged": () => "Bitlofts Liste der Engine-Teile ist beschädigt. Bitte Bitloft neu installieren.",
    "shape-unknown": () => "Der Aufbau des Modells ist nicht bekannt.",
    "variant-left-out": () => "Die Variante fehlt in der Empfehlung.",
    "download-not-in-library": () => "Der Download ist fertig, die Variante steht aber nicht in der Bibliothek.",
  },
  cancelled: {
    ...kept,
    cancelled: () => "Abgebrochen.",
    loading: () => "Das Laden wurde abgebrochen.",
    closing: () => "Bitloft wird beendet.",
    paused: () => "Angehalten. Derselbe Befehl macht dort weiter, wo er aufgehört hat.",
    "not-deleted": () => "Es wurde nichts gelöscht.",
    "not-restored": () => "Es wurde nichts geändert.",
  },
  busy: {
    ...kept,
    moving: () => "Diese Variante wird bereits verschoben.",
    "folder-in-move": () =>
      "Gerade wird eine Variante in diesen Ordner oder aus ihm verschoben. Danach lässt er sich entfernen.",
    "used-in-lab": () =>
      "Das Labor arbeitet gerade mit dieser Variante. Sie lässt sich verschieben, sobald es fertig ist.",
    loading: () => "Das Modell wird noch geladen. Fragen sind möglich, sobald es bereit ist.",
    answering: () => "Das Modell antwortet noch. Bitte warten oder die Antwort anhalten.",
    "answering-elsewhere": () =>
      "Das Modell antwortet noch in einer anderen Unterhaltung. Bitte warten oder die Antwort dort anhalten.",
    "answering-before-load": () =>
      "Es wird noch eine andere Antwort geschrieben. Vor dem Laden eines Modells muss sie enden oder angehalten werden.",
    "component-in-use": () =>
      "Die Engine nutzt diesen Teil noch. Bitte das Modell entladen und es dann erneut versuchen.",
    "fetched-elsewhere": ({ then }) =>
      `Ein anderer Bitloft-Prozess lädt diese Variante gerade herunter. ${elsewhere[then]}`,
    "just-started-elsewhere": () => "Ein anderer Bitloft-Prozess hat diesen Download gerade begonnen.",
    "taken-over": () => "Ein anderer Bitloft-Prozess hat diesen Download übernommen.",
  },
  "not-found": {
    ...kept,
    "library-folder": () => "Dieser Ordner gehört nicht mehr zur Bibliothek.",
    variant: () => noLongerInLibrary,
    "variant-to-load": () => `${noLongerInLibrary} Bitte eine andere auswählen.`,
    conversation: () => "Diese Unterhaltung gibt es nicht mehr.",
    folder: () => "Diesen Ordner gibt es nicht mehr.",
    message: () => "Diese Nachricht gibt es nicht mehr.",
    preset: () => "Diese Voreinstellung gibt es nicht mehr.",
    comparison: () => "Diesen Vergleich gibt es nicht mehr.",
    prompt: () => "Diesen Prompt gibt es nicht mehr.",
    "conversation-named": ({ name }) =>
      `Keine Unterhaltung hat die Kennung „${name}“. \`bitloft chats list\` zeigt, welche es gibt.`,
    download: () => "Dieser Download steht nicht mehr in der Liste.",
    job: () => "Das ist schon zu Ende.",
    request: () => "Diese Frage ist nicht mehr offen.",
    component: () => "Für diese Art von Computer gibt es diesen Teil nicht.",
    "component-of-other-version": () => "Dieser Teil gehört zu einer anderen Version von Bitloft.",
    "component-withheld": ({ host, status }) =>
      `${host} gibt diesen Teil der Engine nicht heraus (HTTP ${status}). Bitte BITLOFT_NPM_REGISTRY prüfen oder es später erneut versuchen.`,
    "no-gguf": ({ repository }) => `${repository} enthält keine GGUF-Datei.`,
    "nothing-runs": ({ repository, leftOut }, saying) =>
      withLeftOut(`${repository} enthält keine GGUF-Datei, die in der Engine läuft.`, leftOut, saying),
    "unknown-offline": ({ repository }) =>
      `Ohne den Hub ist über ${repository} nichts bekannt. Bitte mit dem Internet verbinden und es erneut versuchen.`,
    "not-known-yet": ({ repository }) => `Über ${repository} ist ohne Anfrage beim Hub nichts bekannt.`,
    "no-such-variant": ({ repository, variant, there, leftOut }, saying) =>
      withLeftOut(
        `${repository} hat keine Variante ${variant}. Vorhanden: ${there.join(", ") || "keine"}.`,
        leftOut,
        saying,
      ),
    "no-such-label": ({ label, there }) =>
      `Es gibt keine Variante ${label}. Vorhanden: ${there.join(", ") || "keine"}.`,
    "not-installed": ({ name }) => `Nichts Installiertes heißt „${name}“. \`bitloft list\` zeigt, was vorhanden ist.`,
    "files-chosen": () => "Diese Dateien sind nicht mehr bekannt. Bitte erneut auswählen.",
    "file-exported": () => "Diese Datei ist nicht mehr bekannt.",
    "file-not-imported": ({ path }) =>
      `Die Datei ${path} ist nicht in der Bibliothek. \`bitloft import ${/\s/.test(path) ? `"${path}"` : path}\` nimmt sie dort auf, wo sie liegt.`,
    "neither-file-nor-model": ({ name }) =>
      `„${name}“ ist weder eine Datei hier noch eine installierte Variante noch der Name eines Repositorys (owner/name).`,
    "none-recommended": ({ repository, summary }, saying) =>
      `${summary.map(saying.statement).join(" ")} Mit ${repository}:LABEL lässt sich eine Variante trotzdem holen.`,
  },
  "invalid-input": {
    ...kept,
    "not-ours-to-move": ({ path }) => `${path} stammt nicht von Bitloft, darum verschiebt Bitloft die Datei nicht.`,
    "moved-already": ({ path }) => `Sie liegt bereits in ${path}.`,
    "no-such-folder": ({ path }) =>
      `Den Ordner ${path} gibt es nicht. Bitte den Pfad prüfen, und ob das Laufwerk angeschlossen ist.`,
    "folder-known": ({ path }) =>
      `${path} gehört schon zu den Ordnern der Bibliothek, liegt in einem von ihnen oder enthält einen.`,
    "folder-in-use": ({ path }) =>
      `Neue Downloads kommen nach ${path}. Bitte für sie zuerst in den Einstellungen einen anderen Ordner wählen.`,
    "not-valid": ({ field, problem }) => `Die Eingabe ist ungültig${field === "" ? "" : ` (${field})`}: ${problem}`,
    "no-repository-name": () => "Ein Repository wird owner/name geschrieben.",
    "no-authority": () =>
      "In dieser Datei ist kein Zertifikat einer Zertifizierungsstelle. Gebraucht wird das, welches die Administration des Netzwerks bereitstellt, als .pem, .crt oder .cer.",
    "no-proxy": ({ shown }) =>
      `„${shown}“ ist keine Adresse eines Proxys. Richtig ist http://host:port oder socks5://host:port, ohne das Passwort.`,
    "no-proxy-user": () =>
      "In der Adresse des Proxys steht noch kein Benutzername. Bitte ihn zuerst dort eintragen, etwa http://name@proxy.example:8080: Das Passwort gilt nur für diese Adresse.",
    "no-web-address": ({ shown }) => `„${shown}“ ist keine Webadresse. Richtig ist zum Beispiel https://hf-mirror.com.`,
    "foreign-call": () => "Der Aufruf kam nicht aus dem Fenster von Bitloft.",
    "no-call-id": () => "Der Aufruf hat keine eigene Nummer.",
    "no-such-call": () => "Diesen Aufruf gibt es nicht.",
    "answer-too-large": () => "Die Antwort ist zu groß für die Anzeige. Bitte weniger auf einmal abfragen.",
    "other-link": () => "Nur Web- und Mailadressen lassen sich öffnen.",
    "experts-stay": () => "Die Engine dieser Version kann keine Experten auf der CPU halten.",
    "weights-in-layout": () => "Die Engine dieser Version kann die Gewichte nicht in der Anordnung der Datei lassen.",
    "command-not-understood": ({ problem }) => `Die Engine hat die Anfrage nicht verstanden: ${problem}`,
    "conversation-too-long": () => "Diese Unterhaltung ist zu lang für die Engine.",
    "nothing-to-answer-again": () => "Es gibt keine Frage, die noch einmal beantwortet werden könnte.",
    "not-a-question": () => "Nur eine Frage lässt sich in anderen Worten neu stellen.",
    "choices-unusable": ({ least, most, characters }) =>
      `Die Antwort soll eine von mehreren sein, aber so lassen sie sich nicht verwenden: Möglich sind ${figures.count(least)} bis ${figures.count(most)} verschiedene, jede mit höchstens ${figures.count(characters)} Zeichen. Bitte in den Einstellungen der Unterhaltung ändern.`,
    "schema-unusable": ({ fault }, saying) => `Die Form der Antwort ist nicht brauchbar. ${saying.statement(fault)}`,
    "nothing-to-continue": () =>
      "Diese Antwort lässt sich nicht fortsetzen: Sie hat noch keinen Text, sie hat eine feste Form, oder eine andere Nachricht folgt auf sie.",
    "too-many-presets": ({ most }) =>
      `Mehr als ${figures.count(most)} Voreinstellungen sind nicht möglich. Bitte zuerst eine löschen.`,
    "too-many-prompts": ({ most }) =>
      `Mehr als ${figures.count(most)} Prompts sind nicht möglich. Bitte zuerst einen löschen.`,
    "preset-file-no-json": () =>
      "Diese Datei ist beschädigt oder enthält etwas anderes. Bitte eine auswählen, die Bitloft exportiert hat.",
    "preset-file-other": () =>
      "Diese Datei enthält keine Voreinstellungen und Prompts. Bitte eine auswählen, die Bitloft exportiert hat.",
    "preset-file-newer": ({ version, knownVersion }) =>
      `Diese Datei stammt aus einer neueren Version von Bitloft (Form ${version}, hier ist Form ${knownVersion} bekannt). Bitte Bitloft aktualisieren und die Datei dann erneut importieren.`,
    "preset-file-not-valid": ({ field, problem }) =>
      `Es wurde nichts importiert. In der Datei stimmt etwas nicht${field === "" ? "" : ` (${field})`}: ${problem}`,
    "preset-file-too-large": ({ mostBytes }) =>
      `Eine Datei mit Voreinstellungen und Prompts darf höchstens ${figures.bytes(mostBytes)} groß sein; diese wäre größer.`,
    "folder-too-deep": () => "Ein Ordner in einem Ordner kann keinen weiteren enthalten.",
    "no-such-library-page": () => "Diese Seite der Bibliothek gibt es nicht.",
    "variants-to-compare": ({ least, most }) =>
      `Verglichen werden ${figures.count(least)} oder ${figures.count(most)} verschiedene Varianten.`,
    "no-vote-here": () =>
      "Hier lässt sich nicht abstimmen: nur über einen blinden Vergleich, dessen Antworten alle fertig sind, und nur einmal.",
    "no-such-page": () => "Diese Seite der Unterhaltungen gibt es nicht.",
    "name-leads-outside": () => "Der Name der Datei im Repository führt aus dem Modellordner hinaus.",
    "no-free-name": () => "Im Modellordner ist für diese Variante kein Dateiname frei.",
    "component-bundled": () => "Dieser Teil gehört zu Bitloft und lässt sich nicht entfernen.",
    "in-library-already": ({ name, label }) => `Diese Datei ist schon in der Bibliothek, als ${name} ${label}.`,
    "is-folder": ({ path }) => `${path} ist ein Ordner. Bitte die GGUF-Datei darin angeben.`,
    "is-folder-to-import": ({ path }) => `${path} ist ein Ordner. Bitte die .gguf-Datei darin auswählen.`,
    "no-file-to-import": ({ path }) => `${path} ist keine Datei, die sich importieren lässt.`,
    "prompt-too-long": ({ maxBytes }) => `Der Prompt ist länger als ${figures.bytes(maxBytes)}.`,
    "several-variants": ({ name, candidates }) =>
      `„${name}“ kann mehrere Varianten meinen. Bitte eine angeben: ${someOf(candidates, (count) => ` und ${count} weitere`)}.`,
    "several-conversations": ({ name, candidates }) =>
      `„${name}“ könnte mehrere Unterhaltungen meinen. Bitte eine nennen: ${someOf(candidates, (count) => ` und ${count} weitere`)}.`,
    "output-exists": ({ path }) =>
      `${path} gibt es schon. Bitte einen anderen Namen wählen oder die Datei mit --overwrite ersetzen.`,
    "not-recognised": ({ count }) =>
      count === 1
        ? "Eine der Dateien enthält keine Unterhaltungen in einer Form, die Bitloft kennt."
        : `${count} der Dateien enthalten keine Unterhaltungen in einer Form, die Bitloft kennt.`,
    "output-needed": ({ option }) => `${option} fehlt: die Angabe nennt die Datei, die geschrieben wird.`,
    "backup-not-recognised": () => "Diese Datei ist keine Sicherung von Bitloft. Nichts wurde geändert.",
    "backup-damaged": ({ part }) =>
      `Die Sicherung ist beschädigt oder unvollständig (${part}). Daraus wird nichts übernommen, und nichts wurde geändert. Bitte eine andere Kopie der Datei nehmen.`,
    "backup-holds-other": ({ name }) =>
      `Die Datei enthält etwas, das in keine Sicherung von Bitloft gehört (${name}). Daraus wird nichts übernommen, und nichts wurde geändert.`,
    "backup-newer": ({ appVersion }) =>
      `Die Sicherung stammt von einem neueren Bitloft (${appVersion}). Zum Wiederherstellen bitte diese oder eine spätere Version installieren. Nichts wurde geändert.`,
    "backup-too-many-parts": ({ most }) => `Es sind mehr Dateien, als eine Sicherung fasst (${figures.count(most)}).`,
    "machine-too-rich": ({ path }) => `Die Datei ${path} enthält mehr, als zur Beschreibung eines Computers gehört.`,
    "machine-no-json": ({ path }) => `Die Datei ${path} ist kein JSON.`,
    "machine-not-valid": ({ path, field, problem }) => `Die Datei ${path} ist ungültig: ${field}: ${problem}.`,
    "command-missing": () => "Es fehlt ein Befehl; „bitloft help“ listet alle auf.",
    "unknown-command": ({ name }) => `Es gibt keinen Befehl „${name}“. „bitloft help“ listet alle auf.`,
    "wrong-usage": ({ usage }) => `Aufruf: bitloft ${usage}`,
    "unknown-option": ({ option }) => `Es gibt keine Option ${option}.`,
    "option-takes-no-value": ({ option }) => `Zu ${option} gehört kein Wert.`,
    "option-takes-value": ({ option }) => `${option} braucht einen Wert.`,
    "dashed-value-goes-after-sign": ({ option }) =>
      `${option} braucht einen Wert; einer mit Bindestrich am Anfang steht nach „=“, wie in ${option}=-1.`,
    "option-takes-folder": ({ option }) => `${option} braucht einen Ordner.`,
    "option-takes-count": ({ option, least, given }) =>
      `${option} braucht eine ganze Zahl ab ${least}, nicht „${given}“.`,
    "option-takes-number": ({ option, least, given }) => `${option} braucht eine Zahl ab ${least}, nicht „${given}“.`,
    "option-takes-at-most": ({ option, most }) => `${option} darf höchstens ${most} sein.`,
    "option-takes-one-of": ({ option, choices, given }) =>
      `${option} kennt „${given}“ nicht. Möglich sind: ${choices.join(", ")}.`,
    "kv-needs-flash-attention": ({ kvType }) =>
      `--kv ${kvType} braucht Flash Attention: --flash-attention off weglassen oder --kv f16 nehmen.`,
    "no-quantise-label": ({ label, there }) => `Einen Typ „${label}“ gibt es nicht. Bekannt sind: ${there.join(", ")}.`,
    "matrix-needed": () =>
      "Dieser Typ braucht eine Wichtigkeitsmatrix: Ohne sie wäre die Datei unbrauchbar. Bitte eine mit --imatrix nennen.",
    "matrix-unusable": ({ reason }) => `Die Wichtigkeitsmatrix ist für dieses Modell nicht brauchbar (${reason}).`,
    "text-too-short": ({ tokens, neededTokens }) =>
      `Der Text ist zu kurz: Er hat ${figures.count(tokens)} Token, nötig sind ${figures.count(neededTokens)}.`,
    "text-too-long": ({ path, maxBytes }) => `Der Text ${path} ist länger als ${figures.bytes(maxBytes)}.`,
    "vocabularies-differ": () =>
      "Die beiden Modelle haben verschiedene Vokabulare, ihre Vorhersagen sind nicht vergleichbar. Bitte zwei Varianten desselben Modells nehmen.",
    "output-is-input": ({ path }) => `${path} ist die Datei, die gelesen werden soll. Bitte eine andere nennen.`,
    "made-file-exists": ({ path }) => `${path} gibt es schon. Bitte löschen oder eine andere Datei nennen.`,
    "prompt-empty": () => "Die Frage ist leer.",
    "options-exclude": ({ option, other }) => `${option} und ${other} gehen nicht zusammen. Bitte nur eines angeben.`,
    "choices-option-unusable": ({ least, most, characters }) =>
      `--choices nimmt ${figures.count(least)} bis ${figures.count(most)} verschiedene Antworten, durch Kommas getrennt, jede mit höchstens ${figures.count(characters)} Zeichen.`,
    "no-such-repository-name": ({ name }) => `„${name}“ ist kein Name eines Repositorys (owner/name).`,
    "not-understood": ({ problem }) => problem,
  },
};
