import type { ArchiveFault, GgufPart, OtherFileStart, OtherGguf } from "../../../contract/index.ts";
import { formatBytes } from "../../../figures/index.ts";
import type { ErrorWords } from "../../language.ts";
import { kept } from "./kept.ts";

const starts: Readonly<Record<OtherFileStart, string>> = {
  "web-page": "It is a web page, perhaps an error page saved in its place.",
  "git-lfs-pointer": "It is a Git LFS pointer: the model itself was not downloaded.",
  zip: "It is a zip archive, as PyTorch weights are.",
  gzip: "It is a gzip archive.",
  json: "It is a JSON file.",
};

const quoted = (name: string | null): string => `"${name ?? ""}"`;
const damaged = (what: string): string => `This GGUF file is damaged or was made wrongly: ${what}.`;

/** What a part is called. */
const parts: Readonly<Record<GgufPart, (name: string | null) => string>> = {
  counts: () => "its counts",
  tensors: () => "its tensors",
  "metadata-entries": () => "its metadata",
  key: () => "a key",
  value: (name) => `the value of ${quoted(name)}`,
  text: (name) => `the text of ${quoted(name)}`,
  array: (name) => `the array ${quoted(name)}`,
  "array-text": (name) => `a text of ${quoted(name)}`,
  token: () => "a token",
  "tensor-name": () => "a tensor's name",
  "tensor-shape": () => "a tensor's shape",
};

/** What is counted of it. */
function counted(part: GgufPart, name: string | null): string {
  if (part === "tensors") return "tensors";
  if (part === "metadata-entries") return "metadata entries";
  if (part === "array") return `elements in ${quoted(name)}`;
  if (part === "tensor-shape") return `dimensions of ${quoted(name)}`;
  return `bytes in ${parts[part](name)}`;
}

function otherGguf(what: OtherGguf, architecture: string, type: string): string {
  switch (what) {
    case "video-model":
      return "a model that makes video";
    case "picture-model":
      return "a model that makes pictures";
    case "picture-model-part":
      return "a part of a model that makes pictures";
    case "speech-recogniser":
      return "a speech recogniser";
    case "projector":
      return "a projector for images or sound";
    case "importance-matrix":
      return "an importance matrix";
    case "control-vector":
      return "a control vector";
    case "lora-adapter":
      return "a LoRA adapter";
    case "vocabulary":
      return "a vocabulary without weights";
    case "part-of-another-program":
      return `a part of another program ("${architecture}")`;
    case "unknown-type":
      return `"${type}"`;
  }
}

const tensor = (name: string, why: string): string => `The tensor ${quoted(name)} is ${why}. Take another variant.`;
const archiveFaults: Readonly<Record<ArchiveFault, (name: string) => string>> = {
  "cut-short": () => "it is cut short",
  "damaged-header": () => "a header is damaged",
  "long-header": () => "a header is too long",
  "other-entry": (name) => `it holds something else than files (${name})`,
  "file-twice": () => "a file is in it twice",
  "too-many-files": () => "it holds too many files",
  "too-large": () => "it holds more than it should",
  "unsafe-name": (name) => `a file's name is not safe (${name})`,
  "unreadable-size": () => "a size cannot be read",
};
const nothingInstalled = "Nothing was installed.";

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
      `This is not a GGUF file. ${start === null ? "Bitloft runs models in the GGUF format only." : starts[start]}`,
    "no-file": () => "This is a folder or device and no GGUF file.",
  },
  "malformed-gguf": {
    ...kept,
    "not-credible": ({ part, name, count, limit }) =>
      damaged(`it claims ${count} ${counted(part, name)}, and more than ${limit} are not credible`),
    "beyond-end": ({ part, name }) => damaged(`${parts[part](name)} would reach beyond the end of the header`),
    "header-too-long": () => damaged("its header is too long"),
    "header-cut": () => damaged("it ends in the middle of its header"),
    "cut-short": () => "This GGUF file is cut short: it ends before its last tensor. Download or copy it again.",
    "version-0": () => "This GGUF file says that it is of version 0.",
    "empty-key": () => damaged("a key is empty"),
    "key-twice": ({ name }) => damaged(`the key ${quoted(name)} stands twice`),
    "unknown-value-type": ({ name, type }) => damaged(`the value of ${quoted(name)} has the unknown type ${type}`),
    "array-of-arrays": ({ name }) => damaged(`${quoted(name)} is an array of arrays, which GGUF does not allow`),
    "token-twice": ({ token }) => damaged(`its vocabulary has the token ${quoted(token)} twice`),
    alignment: () => damaged("its alignment is no power of two"),
    "tensor-twice": ({ name }) => damaged(`the tensor ${quoted(name)} stands twice`),
    "tensor-overlaps": ({ name }) => damaged(`the tensor ${quoted(name)} lies over the one before it`),
    "tensor-leaves-gap": ({ name }) => damaged(`the tensor ${quoted(name)} does not follow the one before it`),
    "tensors-too-large": () => damaged("its tensors are impossibly large"),
    "tensor-too-large": ({ name }) => damaged(`the tensor ${quoted(name)} is impossibly large`),
    "row-not-in-blocks": ({ name, type }) =>
      damaged(`a row of the tensor ${quoted(name)} is no whole number of blocks of ${type}`),
    "weights-not-finite": ({ name }) => damaged(`${name} gives no numbers where it should predict words`),
    "no-tensors": ({ hasVocabulary }) =>
      damaged(`it holds no tensor${hasVocabulary ? ", only a vocabulary" : ""}, so there is no model in it`),
    shards: ({ count }) => damaged(`it claims ${count} shards`),
    "shards-in-name": ({ count }) => damaged(`its name claims ${count} shards`),
    "shards-share-tensor": () => damaged("two of its shards hold the same tensor"),
    "shards-joined": ({ shards }) =>
      `This file looks like ${shards} shards that were put one after another (as cat does), which no engine reads. Take the shards as they were, or join them with llama-gguf-split --merge.`,
    layers: ({ blockCount }) => damaged(`it claims ${blockCount} layers`),
    "no-width": () => damaged("its embedding has no width"),
    lacks: ({ name }) => damaged(`it lacks ${quoted(name)}`),
    "impossible-value": ({ name, value }) => damaged(`its ${quoted(name)} is ${value}`),
    "unknown-value": ({ name }) => damaged(`its ${quoted(name)} is unknown`),
    experts: ({ count }) => damaged(`it claims ${count} experts`),
    "experts-used": ({ count, used }) => damaged(`it uses ${used} of ${count} experts`),
    "expert-groups": ({ count, groups, usedGroups }) =>
      damaged(`it uses ${usedGroups} of ${groups} groups of ${count} experts`),
    "no-architecture": () => damaged("it does not name its architecture"),
    "values-for-layers": ({ name, values, layers }) =>
      damaged(`${quoted(name)} has a value for ${values} of ${layers} layers`),
    "predicting-layers": ({ further, blockCount }) => damaged(`it has ${further} predicting layers of ${blockCount}`),
    "empty-vocabulary": () => damaged("its vocabulary is empty"),
    "no-byte-tokens": () => damaged("its vocabulary has no tokens for bytes, as its kind needs them"),
    "whole-number-weights": ({ name, type }) => damaged(`its weights are whole numbers (${name} is ${type})`),
    "layer-without-width": ({ layer }) => damaged(`layer ${layer} has a feed-forward part of no width`),
    "no-heads": () => damaged("its layers have attention and no heads"),
    "layer-without-heads": ({ layer }) => damaged(`layer ${layer} has keys and no heads for them`),
    "empty-on-hub": ({ path }) => `${path} is empty on the Hub. Choose another variant.`,
    "header-not-read-to-end": ({ path }) =>
      `The header of ${path} is longer than any that Bitloft knows, so it was not read to its end.`,
  },
  "unsupported-model": {
    ...kept,
    "unknown-tensor-type": ({ type }) => `The tensor type ${type} is not known.`,
    "tensor-of-fork": ({ name, typeId, removed }) =>
      tensor(name, `of type ${typeId}, which is I2_S of bitnet.cpp, a fork, or the removed ${removed} of llama.cpp`),
    "tensor-of-unknown-type": ({ name, typeId }) =>
      tensor(
        name,
        `of type ${typeId}, which the engine does not know. It may belong to ik_llama.cpp, a fork, or to a newer llama.cpp`,
      ),
    "tensor-of-removed-type": ({ name, type }) => tensor(name, `of type ${type}, which was removed from llama.cpp`),
    "no-companion": () => "This GGUF file is not the companion of a model for pictures or sound.",
    "no-language-model": ({ what, architecture, type }) =>
      `This GGUF file is no language model by itself: it is ${otherGguf(what, architecture, type)}, and goes with another model or program.`,
    "converted-for-ollama": ({ form }) =>
      `Ollama made this file for its own engine: ${form === "tower-inside" ? "it also contains the part of the model that understands images" : "its parts have other names than elsewhere"}, and this engine cannot load it. Look for a GGUF repository of the same model.`,
    "old-format": ({ format }) =>
      `This is a ${format} file from before GGUF (August 2023), which the engine no longer loads. Look for a GGUF file of the same model.`,
    "big-endian": () =>
      "This GGUF file was written for a big-endian computer, which this engine cannot read. Look for the usual little-endian file.",
    "version-1": () =>
      "This is a GGUF file of version 1 (August 2023), which the engine no longer loads. Look for a newer file of the same model.",
    "newer-version": ({ version }) => `This GGUF file is of version ${version}, newer than the engine knows.`,
    "no-vocabulary": () => "This model comes without its vocabulary, so it cannot read or write text.",
    "cannot-chat": ({ purpose }, saying) => saying.statement({ key: "cannot-chat", figures: { purpose } }),
    "unknown-architecture": ({ architecture }) => `The engine does not know this kind of model yet (${architecture}).`,
    "no-gguf-here": ({ note }, saying) => saying.statement(note),
    "variant-does-not-run": ({ note }, saying) =>
      note === null ? "The engine cannot run this variant. Choose another one." : saying.statement(note),
    "no-plan": ({ headline }, saying) => saying.statement(headline),
  },
  "incomplete-model": {
    ...kept,
    "no-files": () => "This model has no files.",
    "no-files-on-hub": () => "This variant has no files on the Hub.",
    "shards-missing": ({ shards, present }) =>
      `This model is in ${shards} shards, and ${present} of them are here. Fetch the missing ones.`,
    "shard-missing": ({ name }) => `The shard ${name} is missing, so the model cannot be loaded.`,
    "shard-renamed": ({ shards }) =>
      `This file is one of ${shards} shards, which the engine finds by their names alone. Give it back its name, which ends in -00001-of-${String(shards).padStart(5, "0")}.gguf.`,
    "part-missing-on-hub": ({ note }, saying) =>
      note === null ? "A part of this variant is missing on the Hub. Choose another one." : saying.statement(note),
    "variants-left-out": ({ count }) => `${count} more variants are in this repository and not listed here.`,
    "list-continues-elsewhere": ({ host }) =>
      `Only a part of the files is listed: the rest of the list is on another server (${host}), which Bitloft does not follow.`,
    "list-too-long": () => "Only a part of the files is listed: there are more than Bitloft reads of one repository.",
    "names-left-out": ({ leadOutside, controlCharacters }) => {
      const count = leadOutside + controlCharacters;
      const files = count === 1 ? "One file is" : `${count} files are`;
      const [name, holds] = count === 1 ? ["its name", "holds"] : ["their names", "hold"];
      const controls = `${controlCharacters === 1 ? "holds" : "hold"} control characters, such as a line break`;
      const why =
        controlCharacters === 0
          ? `${name} could lead outside the folder of the model`
          : leadOutside === 0
            ? `${name} ${holds} control characters, such as a line break`
            : `${leadOutside} of the names could lead outside the folder of the model, and ${controlCharacters} ${controls}`;
      return `${files} left out: ${why}.`;
    },
  },
  "file-missing": {
    ...kept,
    "no-file": () => "There is no file.",
    "no-such-file": ({ path }) => `There is no file ${path}.`,
    "variant-file": ({ path }) => `The file is not there: ${path}. Connect its drive, or download it again.`,
    "variant-part": ({ path }) =>
      `One of its files is not there, beside ${path}. Connect its drive, or download it again.`,
    "gone-before-load": ({ path }) => `The model's file is not there any more: ${path ?? "no file was named"}.`,
    "machine-unknown": ({ path }) =>
      `"${path}" is neither a file here nor a computer that Bitloft knows: \`bitloft machines\` lists those.`,
    "machine-not-read": ({ path, reason }) => `The machine file ${path} could not be read: ${reason}.`,
    "schema-not-read": ({ path, reason }) => `The schema ${path} could not be read: ${reason}.`,
    "machine-too-large": ({ path }) => `The machine file ${path} could not be read: it is too large.`,
  },
  "file-changed": {
    ...kept,
    "changed-while-moved": ({ path }) => `${path} has changed. Nothing was moved: verify it, then try again.`,
    "not-replaced": ({ path }) =>
      `${path} is gone, has changed or was never checked. Nothing was deleted: verify it, then try again.`,
    "size-changed": ({ name, sizeBytes, confirmedBytes }) =>
      `${name} is ${formatBytes(sizeBytes)} now, not ${formatBytes(confirmedBytes)}. Look at it again before deleting it.`,
  },
  "checksum-mismatch": {
    ...kept,
    moved: ({ path }) =>
      `${path} is not what was installed, or its copy is not like it. Nothing was moved: verify it, then try again.`,
    download: () =>
      "What arrived is not the file that the Hub promises: its checksum is wrong. Nothing was installed. Try again, and if it stays so, another network.",
    installed: () => "The file is not what was installed. Delete it and download it again.",
    "several-installed": ({ failed, of }) =>
      `${failed} of ${of} ${failed === 1 ? "is" : "are"} not what was installed.`,
    archive: ({ fault, name }) =>
      `The archive is not what it should be: ${archiveFaults[fault](name)}. ${nothingInstalled}`,
    "other-package": () => `The archive holds another package. ${nothingInstalled}`,
    "archive-hash": () => `The archive's SHA-512 is wrong. ${nothingInstalled} Download it again.`,
    "archive-not-unpacked": () => `The archive cannot be unpacked. ${nothingInstalled} Download it again.`,
    "no-npm-archive": () => `The archive is not one of npm's. ${nothingInstalled}`,
    registry: () =>
      "What arrived is not what it should be: its checksum is wrong. Nothing was installed. Try again, and if it stays so, another network.",
  },
};
