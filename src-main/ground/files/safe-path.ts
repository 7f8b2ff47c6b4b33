import { createHash } from "node:crypto";
import { join } from "node:path";
import { appError } from "../core/index.ts";
import { isInside } from "./is-inside.ts";

interface NameLimits {
  /** UTF-8 bytes of one folder's and one file's name. File systems take 255. */
  folderBytes: number;
  fileBytes: number;
  /** Folders of the given path that are kept; what is nested deeper is joined into the last of them. */
  folders: number;
}

const usual: NameLimits = { folderBytes: 64, fileBytes: 120, folders: 3 };
/** Windows wants the whole path within 260, and `root` is a part of it. */
const maxPathBytes = 200;
/** For what would be longer: 190 bytes at most. */
const tight: NameLimits = { folderBytes: 32, fileBytes: 76, folders: 1 };

/** What Windows keeps for devices, with or without an extension. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;
/** The engine finds the other shards by this ending, so it stays as it is. */
const ending = /(-\d{5}-of-\d{5})?\.[A-Za-z0-9]{1,8}$/;

/**
 * Where a file goes inside `root`: in these folders, under the path it was given ("sub/model.gguf"), every part made
 * harmless. Names from the network are data. Shards of one model keep one stem, since all of them are mapped by the
 * same rule. Throws `invalid-input` when the result would be outside.
 */
export function safePath(root: string, inFolders: readonly string[], path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const file = parts.pop() ?? "";
  const below = ({ folders, folderBytes, fileBytes }: NameLimits): string => {
    const kept = parts.length > folders ? [...parts.slice(0, folders - 1), parts.slice(folders - 1).join("_")] : parts;
    return join(...[...inFolders, ...kept].map((part) => safeName(part, folderBytes)), safeName(file, fileBytes));
  };
  const whole = below(usual);
  const target = join(root, Buffer.byteLength(whole) > maxPathBytes ? below(tight) : whole);
  if (!isInside(root, target)) {
    throw appError("invalid-input", "name-leads-outside");
  }
  return target;
}

function safeName(name: string, maxBytes: number): string {
  let safe = name
    .normalize("NFC")
    // eslint-disable-next-line no-control-regex -- control characters are what must go
    .replaceAll(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, "_")
    .replace(/[. ]+$/, (tail) => "_".repeat(tail.length))
    .replace(/^ +/, (head) => "_".repeat(head.length));
  if (safe === "") safe = "_";
  if (reserved.test(safe)) safe = `_${safe}`;
  return Buffer.byteLength(safe) > maxBytes ? shorten(safe, maxBytes) : safe;
}

/** The head of the name, a hash of the stem so that two long names stay two, and the ending. */
function shorten(name: string, maxBytes: number): string {
  const tail = ending.exec(name)?.[0] ?? "";
  const stem = name.slice(0, name.length - tail.length);
  const hash = `~${createHash("sha256").update(stem).digest("hex").slice(0, 10)}`;
  const room = maxBytes - Buffer.byteLength(tail) - hash.length;
  let head = "";
  for (const character of stem) {
    if (Buffer.byteLength(head) + Buffer.byteLength(character) > room) break;
    head += character;
  }
  return head + hash + tail;
}
