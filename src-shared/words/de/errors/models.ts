import type { ArchiveFault, GgufPart, OtherFileStart, OtherGguf } from "../../../contract/index.ts";
import type { ErrorWords } from "../../language.ts";
import { figures } from "../figures.ts";
import { kept } from "./kept.ts";

const starts: Readonly<Record<OtherFileStart, string>> = {
  "web-page": "Es ist eine Webseite, vielleicht eine Fehlerseite, die an ihrer Stelle gespeichert wurde.",
  "git-lfs-pointer": "Es ist ein Verweis von Git LFS: Das Modell selbst wurde nicht heruntergeladen.",
  zip: "Es ist ein ZIP-Archiv, wie es PyTorch-Gewichte sind.",
  gzip: "Es ist ein gzip-Archiv.",
  json: "Es ist eine JSON-Datei.",
};

const quoted = (name: string | null): string => `„${name ?? ""}“`;
const damaged = (what: string): string => `Diese GGUF-Datei ist beschädigt oder fehlerhaft erstellt: ${what}.`;

/** What a part is called. */
const parts: Readonly<Record<GgufPart, (name: string | null) => string>> = {
  counts: () => "Der angegebene Inhalt",
  tensors: () => "Die Liste der Tensoren",
  "metadata-entries": () => "Die Liste der Metadaten",
  key: () => "Ein Schlüssel",
  value: (name) => `Der Wert von ${quoted(name)}`,
  text: (name) => `Der Text von ${quoted(name)}`,
  array: (name) => `Das Feld ${quoted(name)}`,
  "array-text": (name) => `Ein Text in ${quoted(name)}`,
  token: () => "Ein Token",
  "tensor-name": () => "Der Name eines Tensors",
  "tensor-shape": () => "Die Form eines Tensors",
};

/** What is counted of it. */
function counted(part: GgufPart, name: string | null): string {
  if (part === "tensors") return "Tensoren";
  if (part === "metadata-entries") return "Metadaten-Einträge";
  if (part === "array") return `Elemente in ${quoted(name)}`;
  if (part === "tensor-shape") return `Dimensionen von ${quoted(name)}`;
  return name === null ? "Bytes in einem Namen oder Token" : `Bytes in ${quoted(name)}`;
}

function otherGguf(what: OtherGguf, architecture: string, type: string): string {
  switch (what) {
    case "video-model":
      return "ein Modell, das Videos erzeugt";
    case "picture-model":
      return "ein Modell, das Bilder erzeugt";
    case "picture-model-part":
      return "ein Teil eines Modells, das Bilder erzeugt";
    case "speech-recogniser":
      return "eine Spracherkennung";
    case "projector":
      return "ein Projektor für Bilder oder Ton";
    case "importance-matrix":
      return "eine Wichtigkeitsmatrix";
    case "control-vector":
      return "ein Steuerungsvektor";
    case "lora-adapter":
      return "ein LoRA-Adapter";
    case "vocabulary":
      return "ein Vokabular ohne Gewichte";
    case "part-of-another-program":
      return `ein Teil eines anderen Programms („${architecture}“)`;
    case "unknown-type":
      return `„${type}“`;
  }
}

const tensor = (name: string, why: string): string =>
  `Der Tensor ${quoted(name)} ${why}. Bitte eine andere Variante nehmen.`;

const archiveFaults: Readonly<Record<ArchiveFault, (name: string) => string>> = {
  "cut-short": () => "es ist abgeschnitten",
  "damaged-header": () => "ein Kopf ist beschädigt",
  "long-header": () => "ein Kopf ist zu lang",
  "other-entry": (name) => `es enthält anderes als Dateien (${name})`,
  "file-twice": () => "eine Datei kommt zweimal vor",
  "too-many-files": () => "es enthält zu viele Dateien",
  "too-large": () => "es enthält mehr, als es sollte",
  "unsafe-name": (name) => `ein Dateiname ist nicht sicher (${name})`,
  "unreadable-size": () => "eine Größe ist nicht lesbar",
};
const nothingInstalled = "Es wurde nichts installiert.";
const otherNetwork = `${nothingInstalled} Bitte erneut versuchen, und wenn es dabei bleibt, in einem anderen Netz.`;

type ModelCode =
  | "not-gguf"
  | "malformed-gguf"
  | "unsupported-model"
  | "incomplete-model"
  | "file-missing"
  | "file-changed"
  | "checksum-mismatch";

export const models: Pick<ErrorWords, ModelCode> = {
  "not-gguf": {
    ...kept,
    "other-start": ({ start }) =>
      `Das ist keine GGUF-Datei. ${start === null ? "In Bitloft laufen nur Modelle im GGUF-Format." : starts[start]}`,
    "no-file": () => "Das ist ein Ordner oder Gerät und keine GGUF-Datei.",
  },
  "malformed-gguf": {
    ...kept,
    "not-credible": ({ part, name, count, limit }) =>
      damaged(`Angegeben sind ${count} ${counted(part, name)}, und mehr als ${limit} sind nicht glaubhaft`),
    "beyond-end": ({ part, name }) => damaged(`${parts[part](name)} reicht über das Ende des Kopfs hinaus`),
    "header-too-long": () => damaged("Der Kopf ist zu lang"),
    "header-cut": () => damaged("Sie endet mitten im Kopf"),
    "cut-short": () =>
      "Diese GGUF-Datei ist abgeschnitten: Sie endet vor ihrem letzten Tensor. Bitte neu herunterladen oder kopieren.",
    "version-0": () => "Diese GGUF-Datei gibt Version 0 an.",
    "empty-key": () => damaged("Ein Schlüssel ist leer"),
    "key-twice": ({ name }) => damaged(`Der Schlüssel ${quoted(name)} kommt zweimal vor`),
    "unknown-value-type": ({ name, type }) => damaged(`Der Wert von ${quoted(name)} hat den unbekannten Typ ${type}`),
    "array-of-arrays": ({ name }) => damaged(`${quoted(name)} ist ein Feld von Feldern, was GGUF nicht erlaubt`),
    "token-twice": ({ token }) => damaged(`Das Token ${quoted(token)} kommt im Vokabular zweimal vor`),
    alignment: () => damaged("Die Ausrichtung ist keine Zweierpotenz"),
    "tensor-twice": ({ name }) => damaged(`Der Tensor ${quoted(name)} kommt zweimal vor`),
    "tensor-overlaps": ({ name }) => damaged(`Der Tensor ${quoted(name)} überlappt den vorigen`),
    "tensor-leaves-gap": ({ name }) => damaged(`Der Tensor ${quoted(name)} schließt nicht an den vorigen an`),
    "tensors-too-large": () => damaged("Die Tensoren sind unmöglich groß"),
    "tensor-too-large": ({ name }) => damaged(`Der Tensor ${quoted(name)} ist unmöglich groß`),
    "row-not-in-blocks": ({ name, type }) =>
      damaged(`Eine Zeile des Tensors ${quoted(name)} ergibt keine ganze Zahl von Blöcken des Typs ${type}`),
    "weights-not-finite": ({ name }) =>
      damaged(`Aus ${name} kommen keine Zahlen, wo Wörter vorhergesagt werden sollen`),
    "no-tensors": ({ hasVocabulary }) =>
      damaged(`Sie enthält keinen Tensor${hasVocabulary ? ", nur ein Vokabular" : ""}, also kein Modell`),
    shards: ({ count }) => damaged(`Angegeben sind ${count} Teile`),
    "shards-in-name": ({ count }) => damaged(`Der Name gibt ${count} Teile an`),
    "shards-share-tensor": () => damaged("Zwei ihrer Teile enthalten denselben Tensor"),
    "shards-joined": ({ shards }) =>
      `Diese Datei sieht aus wie ${shards} aneinandergehängte Teile (wie mit cat), was keine Engine liest. Bitte die einzelnen Teile nehmen oder sie mit llama-gguf-split --merge verbinden.`,
    layers: ({ blockCount }) => damaged(`Angegeben sind ${blockCount} Schichten`),
    "no-width": () => damaged("Das Embedding hat keine Breite"),
    lacks: ({ name }) => damaged(`${quoted(name)} fehlt`),
    "impossible-value": ({ name, value }) => damaged(`${quoted(name)} ist ${value}`),
    "unknown-value": ({ name }) => damaged(`${quoted(name)} ist unbekannt`),
    experts: ({ count }) => damaged(`Angegeben sind ${count} Experten`),
    "experts-used": ({ count, used }) => damaged(`Genutzt werden ${used} von ${count} Experten`),
    "expert-groups": ({ count, groups, usedGroups }) =>
      damaged(`Genutzt werden ${usedGroups} von ${groups} Gruppen von ${count} Experten`),
    "no-architecture": () => damaged("Ihre Architektur ist nicht angegeben"),
    "values-for-layers": ({ name, values, layers }) =>
      damaged(`${quoted(name)} hat Werte für ${values} von ${layers} Schichten`),
    "predicting-layers": ({ further, blockCount }) =>
      damaged(`Von ${blockCount} Schichten sollen ${further} vorhersagende sein`),
    "empty-vocabulary": () => damaged("Das Vokabular ist leer"),
    "no-byte-tokens": () => damaged("Dem Vokabular fehlen die Token für Bytes, die seine Art braucht"),
    "whole-number-weights": ({ name, type }) => damaged(`Die Gewichte sind ganze Zahlen (${name} ist ${type})`),
    "layer-without-width": ({ layer }) => damaged(`Schicht ${layer} hat einen Feed-Forward-Teil ohne Breite`),
    "no-heads": () => damaged("Die Schichten haben Attention, aber keine Köpfe"),
    "layer-without-heads": ({ layer }) => damaged(`Schicht ${layer} hat Schlüssel, aber keine Köpfe dafür`),
    "empty-on-hub": ({ path }) => `${path} ist auf dem Hub leer. Bitte eine andere Variante wählen.`,
    "header-not-read-to-end": ({ path }) =>
      `Der Kopf von ${path} ist länger als jeder, den Bitloft kennt, und wurde nicht zu Ende gelesen.`,
  },
  "unsupported-model": {
    ...kept,
    "unknown-tensor-type": ({ type }) => `Der Tensortyp ${type} ist nicht bekannt.`,
    "tensor-of-fork": ({ name, typeId, removed }) =>
      tensor(
        name,
        `hat den Typ ${typeId}: I2_S der Abspaltung bitnet.cpp oder ${removed}, das llama.cpp nicht mehr kennt`,
      ),
    "tensor-of-unknown-type": ({ name, typeId }) =>
      tensor(
        name,
        `hat den Typ ${typeId}, den die Engine nicht kennt. Er gehört vielleicht zur Abspaltung ik_llama.cpp oder zu einem neueren llama.cpp`,
      ),
    "tensor-of-removed-type": ({ name, type }) => tensor(name, `hat den Typ ${type}, den llama.cpp nicht mehr kennt`),
    "no-companion": () => "Diese GGUF-Datei gehört nicht zu einem Modell für Bilder oder Ton.",
    "no-language-model": ({ what, architecture, type }) =>
      `Diese GGUF-Datei ist allein kein Sprachmodell: Sie ist ${otherGguf(what, architecture, type)} und gehört zu einem anderen Modell oder Programm.`,
    "converted-for-ollama": ({ form }) =>
      `Ollama hat diese Datei für die eigene Engine erzeugt: ${form === "tower-inside" ? "Sie enthält auch den Teil des Modells, der Bilder versteht" : "Ihre Teile heißen anders als sonst"}. Diese Engine kann sie nicht laden. Bitte ein GGUF-Repository desselben Modells suchen.`,
    "old-format": ({ format }) =>
      `Das ist eine ${format}-Datei aus der Zeit vor GGUF (August 2023), die die Engine nicht mehr lädt. Bitte eine GGUF-Datei desselben Modells suchen.`,
    "big-endian": () =>
      "Diese GGUF-Datei wurde für einen Big-Endian-Computer geschrieben, was diese Engine nicht liest. Bitte die übliche Little-Endian-Datei suchen.",
    "version-1": () =>
      "Das ist eine GGUF-Datei der Version 1 (August 2023), die die Engine nicht mehr lädt. Bitte eine neuere Datei desselben Modells suchen.",
    "newer-version": ({ version }) =>
      `Diese GGUF-Datei hat die Version ${version}, die neuer ist, als die Engine sie kennt.`,
    "no-vocabulary": () => "Diesem Modell fehlt sein Vokabular; es kann keinen Text lesen oder schreiben.",
    "cannot-chat": ({ purpose }, saying) => saying.statement({ key: "cannot-chat", figures: { purpose } }),
    "unknown-architecture": ({ architecture }) => `Die Engine kennt diese Art von Modell noch nicht (${architecture}).`,
    "no-gguf-here": ({ note }, saying) => saying.statement(note),
    "variant-does-not-run": ({ note }, saying) =>
      note === null ? "Diese Variante läuft nicht in der Engine. Bitte eine andere wählen." : saying.statement(note),
    "no-plan": ({ headline }, saying) => saying.statement(headline),
  },
  "incomplete-model": {
    ...kept,
    "no-files": () => "Dieses Modell hat keine Dateien.",
    "no-files-on-hub": () => "Diese Variante hat auf dem Hub keine Dateien.",
    "shards-missing": ({ shards, present }) =>
      `Dieses Modell besteht aus ${shards} Teilen, vorhanden sind ${present}. Bitte die fehlenden holen.`,
    "shard-missing": ({ name }) => `Der Teil ${name} fehlt, daher lässt sich das Modell nicht laden.`,
    "shard-renamed": ({ shards }) =>
      `Diese Datei ist einer von ${shards} Teilen, die die Engine nur am Namen findet. Bitte ihr den Namen zurückgeben, der auf -00001-of-${String(shards).padStart(5, "0")}.gguf endet.`,
    "part-missing-on-hub": ({ note }, saying) =>
      note === null ? "Ein Teil dieser Variante fehlt auf dem Hub. Bitte eine andere wählen." : saying.statement(note),
    "variants-left-out": ({ count }) => `Dieses Repository hat ${count} weitere Varianten, die hier nicht stehen.`,
    "list-continues-elsewhere": ({ host }) =>
      `Nur ein Teil der Dateien ist aufgelistet: Der Rest der Liste liegt auf einem anderen Server (${host}), dem Bitloft nicht folgt.`,
    "list-too-long": () =>
      "Nur ein Teil der Dateien ist aufgelistet: Es sind mehr, als Bitloft von einem Repository liest.",
    "names-left-out": ({ leadOutside, controlCharacters }) => {
      const count = leadOutside + controlCharacters;
      const files = count === 1 ? "Eine Datei fehlt" : `${count} Dateien fehlen`;
      const outside = `${leadOutside === 1 ? "ein Name könnte" : `${leadOutside} Namen könnten`} aus dem Ordner des Modells hinausführen`;
      const controls = `${controlCharacters === 1 ? "ein Name enthält" : `${controlCharacters} Namen enthalten`} Steuerzeichen wie einen Zeilenumbruch`;
      const why = controlCharacters === 0 ? outside : leadOutside === 0 ? controls : `${outside}, und ${controls}`;
      return `${files} in der Liste: ${why}.`;
    },
  },
  "file-missing": {
    ...kept,
    "no-file": () => "Es gibt keine Datei.",
    "no-such-file": ({ path }) => `Es gibt keine Datei ${path}.`,
    "variant-file": ({ path }) =>
      `Die Datei ist nicht da: ${path}. Bitte ihr Laufwerk anschließen oder sie neu herunterladen.`,
    "variant-part": ({ path }) =>
      `Eine der Dateien neben ${path} ist nicht da. Bitte ihr Laufwerk anschließen oder sie neu herunterladen.`,
    "gone-before-load": ({ path }) =>
      path === null ? "Für das Modell wurde keine Datei genannt." : `Die Datei des Modells ist nicht mehr da: ${path}.`,
    "machine-unknown": ({ path }) =>
      `„${path}“ ist weder eine Datei hier noch ein Computer, den Bitloft kennt: \`bitloft machines\` listet sie auf.`,
    "machine-not-read": ({ path, reason }) => `Die Datei ${path} konnte nicht gelesen werden: ${reason}.`,
    "schema-not-read": ({ path, reason }) => `Das Schema ${path} konnte nicht gelesen werden: ${reason}.`,
    "machine-too-large": ({ path }) => `Die Datei ${path} konnte nicht gelesen werden: Sie ist zu groß.`,
  },
  "file-changed": {
    ...kept,
    "changed-while-moved": ({ path }) =>
      `${path} hat sich geändert. Nichts wurde verschoben: Bitte die Datei prüfen und es dann erneut versuchen.`,
    "not-replaced": ({ path }) =>
      `${path} ist nicht mehr da, hat sich geändert oder wurde nie geprüft. Nichts wurde gelöscht: Bitte die Datei prüfen und es dann erneut versuchen.`,
    "size-changed": ({ name, sizeBytes, confirmedBytes }) =>
      `${name} hat jetzt ${figures.bytes(sizeBytes)} und nicht ${figures.bytes(confirmedBytes)}. Bitte vor dem Löschen noch einmal ansehen.`,
  },
  "checksum-mismatch": {
    ...kept,
    moved: ({ path }) =>
      `${path} ist nicht das, was installiert wurde, oder die Kopie gleicht der Datei nicht. Nichts wurde verschoben: Bitte die Datei prüfen und es dann erneut versuchen.`,
    download: () =>
      `Was angekommen ist, ist nicht die Datei, die der Hub verspricht: Die Prüfsumme stimmt nicht. ${otherNetwork}`,
    installed: () => "Die Datei ist nicht mehr die installierte. Bitte löschen und neu herunterladen.",
    "several-installed": ({ failed, of }) =>
      `${failed} von ${of} ${failed === 1 ? "ist" : "sind"} nicht mehr, was installiert wurde.`,
    archive: ({ fault, name }) =>
      `Das Archiv ist nicht, was es sein sollte: ${archiveFaults[fault](name)}. ${nothingInstalled}`,
    "other-package": () => `Das Archiv enthält ein anderes Paket. ${nothingInstalled}`,
    "archive-hash": () => `Die SHA-512 des Archivs stimmt nicht. ${nothingInstalled} Bitte neu herunterladen.`,
    "archive-not-unpacked": () => `Das Archiv lässt sich nicht entpacken. ${nothingInstalled} Bitte neu herunterladen.`,
    "no-npm-archive": () => `Das Archiv ist keines von npm. ${nothingInstalled}`,
    registry: () => `Was angekommen ist, ist nicht das Erwartete: Die Prüfsumme stimmt nicht. ${otherNetwork}`,
  },
};
