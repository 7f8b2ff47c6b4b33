import { formatBytes, formatCount } from "../../../figures/index.ts";
import { someOf, withLeftOut } from "../../error-parts.ts";
import type { ErrorWords } from "../../language.ts";
import { kept } from "./kept.ts";

const noLongerInLibrary = "This variant is no longer in the library.";
const stillAnswering = "The model is still answering. Wait for it, or stop it.";

const elsewhere = {
  "appears-here": "It appears here when it is done.",
  "pause-there": "Pause it there.",
  "cancel-there": "Cancel it there.",
} as const;

export const general: Pick<ErrorWords, "internal" | "cancelled" | "busy" | "not-found" | "invalid-input"> = {
  internal: {
    ...kept,
    unexpected: ({ reason }) => `Something went wrong inside Bitloft: ${reason}`,
    "check-failed": ({ reason }) => `The file could not be checked: ${reason}`,
    "bandwidth-failed": ({ reason }) => `The memory's speed could not be measured: ${reason}.`,
    "bandwidth-silent": () => "The memory's speed could not be measured: a thread did not answer.",
    "component-list-damaged": () => "Bitloft's list of engine parts is damaged. Install Bitloft again.",
    "shape-unknown": () => "The model's shape is not known.",
    "variant-left-out": () => "The recommendation left the variant out.",
    "download-not-in-library": () => "The download ended but the library does not have it.",
  },
  cancelled: {
    ...kept,
    cancelled: () => "Cancelled.",
    loading: () => "Loading was cancelled.",
    closing: () => "Bitloft is closing.",
    paused: () => "Paused. The same command goes on where it stopped.",
    "not-deleted": () => "Nothing was deleted.",
    "not-restored": () => "Nothing was changed.",
  },
  busy: {
    ...kept,
    moving: () => "This variant is already being moved.",
    "folder-in-move": () => "A variant is being moved into this folder or out of it. Wait until that has ended.",
    "used-in-lab": () => "The lab is working with this variant. Move it when that has ended.",
    loading: () => "The model is still loading. Ask again when it is ready.",
    answering: () => stillAnswering,
    "answering-elsewhere": () => "The model is still answering in another conversation. Wait for it, or stop it there.",
    "answering-before-load": () => "Another answer is being written. Stop it, or wait for its end, to load a model.",
    "component-in-use": () => "The engine still uses this part. Unload the model, then try again.",
    "fetched-elsewhere": ({ then }) => `Another Bitloft process is fetching this variant. ${elsewhere[then]}`,
    "just-started-elsewhere": () => "Another Bitloft process has just started this download.",
    "taken-over": () => "Another Bitloft process has taken this download over.",
  },
  "not-found": {
    ...kept,
    "library-folder": () => "This folder is no longer one of the library's.",
    variant: () => noLongerInLibrary,
    "variant-to-load": () => `${noLongerInLibrary} Choose another one.`,
    conversation: () => "This conversation is no longer there.",
    folder: () => "This folder is no longer there.",
    message: () => "This message is no longer there.",
    preset: () => "This preset is no longer there.",
    comparison: () => "This comparison is no longer there.",
    prompt: () => "This prompt is no longer there.",
    "conversation-named": ({ name }) =>
      `No conversation has the id "${name}". \`bitloft chats list\` shows what there is.`,
    download: () => "This download is no longer in the list.",
    job: () => "This is over and done with.",
    request: () => "This question is no longer open.",
    component: () => "There is no such part for this kind of computer.",
    "component-of-other-version": () => "This part belongs to another version of Bitloft.",
    "component-withheld": ({ host, status }) =>
      `${host} does not hand out this part of the engine (HTTP ${status}). Check BITLOFT_NPM_REGISTRY, or try again later.`,
    "no-gguf": ({ repository }) => `${repository} has no GGUF file.`,
    "nothing-runs": ({ repository, leftOut }, saying) =>
      withLeftOut(`${repository} has no GGUF file that the engine can run.`, leftOut, saying),
    "unknown-offline": ({ repository }) =>
      `Nothing is known of ${repository} without the Hub. Connect to the internet and try again.`,
    "not-known-yet": ({ repository }) => `Nothing is known of ${repository} without asking the Hub.`,
    "no-such-variant": ({ repository, variant, there, leftOut }, saying) =>
      withLeftOut(`${repository} has no variant ${variant}. It has: ${there.join(", ") || "none"}.`, leftOut, saying),
    "no-such-label": ({ label, there }) => `There is no variant ${label}. There are: ${there.join(", ") || "none"}.`,
    "not-installed": ({ name }) => `Nothing installed is called "${name}". \`bitloft list\` shows what there is.`,
    "files-chosen": () => "These files are no longer known. Choose them again.",
    "file-exported": () => "This file is no longer known.",
    "file-not-imported": ({ path }) =>
      `The file ${path} is not in the library. \`bitloft import ${/\s/.test(path) ? `"${path}"` : path}\` adds it where it lies.`,
    "neither-file-nor-model": ({ name }) =>
      `"${name}" is neither a file here, nor an installed variant, nor a repository's name (owner/name).`,
    "none-recommended": ({ repository, summary }, saying) =>
      `${summary.map(saying.statement).join(" ")} Name a variant (${repository}:LABEL) to fetch it all the same.`,
  },
  "invalid-input": {
    ...kept,
    "not-ours-to-move": ({ path }) => `${path} was not put there by Bitloft, so Bitloft does not move it.`,
    "moved-already": ({ path }) => `It is in ${path} already.`,
    "no-such-folder": ({ path }) => `There is no folder ${path}. Check the path, and that its drive is connected.`,
    "folder-known": ({ path }) => `${path} is already one of the library's folders, is inside one, or contains one.`,
    "folder-in-use": ({ path }) => `New downloads go to ${path}. Choose another folder for them in the settings first.`,
    "not-valid": ({ field, problem }) => `The input is not valid${field === "" ? "" : ` (${field})`}: ${problem}`,
    "no-repository-name": () => "A repository is written owner/name.",
    "no-authority": () =>
      "This file holds no certificate of an authority. Choose the one that your network's administrator gave you, as .pem, .crt or .cer.",
    "no-proxy": ({ shown }) =>
      `"${shown}" is not the address of a proxy. Write it as http://host:port or socks5://host:port, without the password.`,
    "no-proxy-user": () =>
      "The proxy's address has no user name yet. Write it there first, as http://name@proxy.example:8080: the password is kept for that address.",
    "no-web-address": ({ shown }) => `"${shown}" is not a web address. Write it as https://hf-mirror.com.`,
    "foreign-call": () => "The call did not come from Bitloft's window.",
    "no-call-id": () => "The call has no id of its own.",
    "no-such-call": () => "There is no such call.",
    "answer-too-large": () => "The answer is too large to be shown. Ask for less at a time.",
    "other-link": () => "Only web and mail addresses can be opened.",
    "experts-stay": () => "The engine of this version cannot keep experts on the CPU.",
    "weights-in-layout": () => "The engine of this version cannot leave the weights in the file's layout.",
    "command-not-understood": ({ problem }) => `The engine did not understand what it was asked: ${problem}`,
    "conversation-too-long": () => "This conversation is too long for the engine.",
    "nothing-to-answer-again": () => "There is no question to answer again.",
    "not-a-question": () => "Only a question can be asked again in other words.",
    "choices-unusable": ({ least, most, characters }) =>
      `The answer is to be one of several, but these cannot be used: it takes ${formatCount(least)} to ${formatCount(most)} different ones with ${formatCount(characters)} characters each at most. Change them in the conversation's settings.`,
    "schema-unusable": ({ fault }, saying) => `The answer's form cannot be used. ${saying.statement(fault)}`,
    "nothing-to-continue": () =>
      "This answer cannot be continued: it has no text yet, it has a form, or another message follows it.",
    "too-many-presets": ({ most }) => `There is room for ${formatCount(most)} presets. Delete one first.`,
    "too-many-prompts": ({ most }) => `There is room for ${formatCount(most)} prompts. Delete one first.`,
    "preset-file-no-json": () =>
      "This file is damaged, or no file of presets and prompts. Choose one that Bitloft exported.",
    "preset-file-other": () => "This is no file of presets and prompts. Choose one that Bitloft exported.",
    "preset-file-newer": ({ version, knownVersion }) =>
      `A newer version of Bitloft wrote this file (form ${version}, and this one reads form ${knownVersion}). Update Bitloft, then import it again.`,
    "preset-file-not-valid": ({ field, problem }) =>
      `Nothing was imported: something is wrong in the file${field === "" ? "" : ` (${field})`}: ${problem}`,
    "preset-file-too-large": ({ mostBytes }) =>
      `A file of presets and prompts may have up to ${formatBytes(mostBytes)}, and this would be more.`,
    "folder-too-deep": () => "A folder in a folder takes no further one.",
    "no-such-library-page": () => "There is no such page of the library.",
    "variants-to-compare": ({ least, most }) =>
      `Choose ${formatCount(least)} or ${formatCount(most)} different variants to compare.`,
    "no-vote-here": () =>
      "There is nothing to vote on here: only a blind comparison whose answers are all finished takes a vote, and only once.",
    "no-such-page": () => "There is no such page of conversations.",
    "name-leads-outside": () => "The file's name in the repository leads outside the models folder.",
    "no-free-name": () => "There is no free file name for this variant in the models folder.",
    "component-bundled": () => "This part came with Bitloft and stays with it.",
    "in-library-already": ({ name, label }) => `This file is in the library already, as ${name} ${label}.`,
    "is-folder": ({ path }) => `${path} is a folder. Name the GGUF file in it.`,
    "is-folder-to-import": ({ path }) => `${path} is a folder. Choose the .gguf file in it.`,
    "no-file-to-import": ({ path }) => `${path} is not a file that can be imported.`,
    "prompt-too-long": ({ maxBytes }) => `The prompt is longer than ${formatBytes(maxBytes)}.`,
    "several-variants": ({ name, candidates }) =>
      `"${name}" could be several variants. Name one: ${someOf(candidates, (count) => ` and ${count} more`)}.`,
    "several-conversations": ({ name, candidates }) =>
      `"${name}" could be several conversations. Name one: ${someOf(candidates, (count) => ` and ${count} more`)}.`,
    "output-exists": ({ path }) => `${path} is there already. Choose another name, or add --overwrite to replace it.`,
    "not-recognised": ({ count }) =>
      count === 1
        ? "One of the files has no conversations in a form that Bitloft knows."
        : `${count} of the files have no conversations in a form that Bitloft knows.`,
    "output-needed": ({ option }) => `${option} is missing: it names the file to write.`,
    "backup-not-recognised": () => "This file is not a backup of Bitloft's. Nothing was changed.",
    "backup-damaged": ({ part }) =>
      `The backup is damaged or incomplete (${part}), so nothing of it is used and nothing was changed. Take another copy of it.`,
    "backup-holds-other": ({ name }) =>
      `The file holds something that no backup of Bitloft's does (${name}). Nothing of it is used, and nothing was changed.`,
    "backup-newer": ({ appVersion }) =>
      `The backup was made by a newer Bitloft (${appVersion}). Install that version or a later one to restore it. Nothing was changed.`,
    "backup-too-many-parts": ({ most }) => `There are more files than a backup takes (${formatCount(most)}).`,
    "machine-too-rich": ({ path }) => `The machine file ${path} holds more than a computer's description does.`,
    "machine-no-json": ({ path }) => `The machine file ${path} is not JSON.`,
    "machine-not-valid": ({ path, field, problem }) => `The machine file ${path} is not valid: ${field}: ${problem}.`,
    "command-missing": () => 'A command is missing; "bitloft help" lists them.',
    "unknown-command": ({ name }) => `There is no command "${name}". "bitloft help" lists them.`,
    "wrong-usage": ({ usage }) => `Usage: bitloft ${usage}`,
    "unknown-option": ({ option }) => `There is no option ${option}.`,
    "option-takes-no-value": ({ option }) => `${option} takes no value.`,
    "option-takes-value": ({ option }) => `${option} takes a value.`,
    "dashed-value-goes-after-sign": ({ option }) =>
      `${option} takes a value; one that begins with a dash goes after "=", as in ${option}=-1.`,
    "option-takes-folder": ({ option }) => `${option} takes a folder.`,
    "option-takes-count": ({ option, least, given }) =>
      `${option} takes a whole number of at least ${least}, not "${given}".`,
    "option-takes-number": ({ option, least, given }) =>
      `${option} takes a number of at least ${least}, not "${given}".`,
    "option-takes-at-most": ({ option, most }) => `${option} takes at most ${most}.`,
    "option-takes-one-of": ({ option, choices, given }) =>
      `${option} takes one of ${choices.join(", ")}, not "${given}".`,
    "kv-needs-flash-attention": ({ kvType }) =>
      `--kv ${kvType} needs flash attention: leave out --flash-attention off, or use --kv f16.`,
    "no-quantise-label": ({ label, there }) => `There is no type "${label}" to make. Known: ${there.join(", ")}.`,
    "matrix-needed": () =>
      "This type needs an importance matrix: without one the file would be useless. Name one with --imatrix.",
    "matrix-unusable": ({ reason }) => `The importance matrix cannot be used for this model (${reason}).`,
    "text-too-short": ({ tokens, neededTokens }) =>
      `The text is too short: it has ${formatCount(tokens)} tokens, and ${formatCount(neededTokens)} are needed.`,
    "text-too-long": ({ path, maxBytes }) => `The text ${path} is longer than ${formatBytes(maxBytes)}.`,
    "vocabularies-differ": () =>
      "The two models have different vocabularies, so their predictions cannot be compared. Take two variants of one model.",
    "output-is-input": ({ path }) => `${path} is the file that is to be read. Name another one.`,
    "made-file-exists": ({ path }) => `${path} is there already. Delete it or name another file.`,
    "prompt-empty": () => "The prompt is empty.",
    "options-exclude": ({ option, other }) => `${option} and ${other} do not go together. Give one of them.`,
    "choices-option-unusable": ({ least, most, characters }) =>
      `--choices takes ${formatCount(least)} to ${formatCount(most)} different answers with commas between them, each of ${formatCount(characters)} characters at most.`,
    "no-such-repository-name": ({ name }) => `"${name}" is not a repository's name (owner/name).`,
    "not-understood": ({ problem }) => problem,
  },
};
