/** A file that was cut into pieces by a program that knows nothing of GGUF. */
export interface RawPiece {
  /** The name of the file that it is a piece of, ending and all. */
  whole: string;
  /** As the name counts: letters from 1 on, numbers as they stand. */
  index: number;
  /** Null where the name does not say how many there are. */
  count: number | null;
}

/** `model.gguf.part1of2`, and the same with dashes and without ".gguf". */
const counted = /[.\-_ ](?:part|split|chunk|piece)[.\-_ ]?(\d{1,5})[.\-_ ]?of[.\-_ ]?(\d{1,5})$/i;
/** `model.gguf.1of2`, `.gguf-00001-of-00002`: no shards of `llama-gguf-split`, which puts ".gguf" last. */
const countedBare = /[.\-_ ](\d{1,5})[.\-_ ]?of[.\-_ ]?(\d{1,5})$/i;
/** `model.gguf.part-a`, `.gguf-split-a`, `.gguf.part00`, `.gguf.partaa`. */
const worded = /[.\-_ ](?:part|split|chunk|piece)[.\-_ ]?(\d{1,5}|[a-z]{1,3})$/i;
/**
 * What `split` writes by itself: `model.gguf.aa`, `.gguf_aa`, `.gguf.xaa`, `.gguf.00`, `.gguf.001`; further letters would be endings such
 * as ".md".
 */
const bare = /[.\-_]x?(\d{1,5}|[ab][a-z]|[a-z])$/i;
/** Volumes of an archive: `model.gguf.z01`, `.gguf.r00`, `.gguf.part01.rar`. */
const volume = /\.(?:part(\d{1,5})\.rar|[zr](\d{2,3}))$/i;
/** `model-Q8_0.001`: a number with zeros before it, as archivers count. */
const numbered = /\.(0\d{1,3})$/;
const splitLast = /[.\-_]split-([a-z])$/i;
/** An archive of the file that was then cut. */
const archive = /\.(?:7z|zip|rar|tar|gz|bz2|xz|zst)$/i;

/** The piece that a file's name says it is; null for a whole file. */
export function readRawPiece(base: string): RawPiece | null {
  const all = counted.exec(base);
  if (all !== null) return piece(base, all, Number(all[2]));
  const one = worded.exec(base) ?? bare.exec(base);
  if (one !== null && isGguf(piece(base, one).whole)) return piece(base, one);
  const of = countedBare.exec(base);
  if (of !== null && isGguf(piece(base, of).whole)) return piece(base, of, Number(of[2]));
  const archived = volume.exec(base);
  if (archived !== null && isGguf(piece(base, archived).whole)) return piece(base, archived);
  // Some put the ending last: `model-split-a.gguf`.
  const ended = isGguf(base) ? splitLast.exec(base.slice(0, -gguf.length)) : null;
  if (ended !== null) return { ...piece(base, ended), whole: `${base.slice(0, ended.index)}${gguf}` };
  const alone = numbered.exec(base);
  return alone === null ? null : piece(base, alone);
}

const gguf = ".gguf";
const isGguf = (name: string): boolean => name.toLowerCase().endsWith(gguf);

function piece(base: string, match: RegExpExecArray, count: number | null = null): RawPiece {
  const { index } = match;
  const number = match[1] ?? match[2] ?? "a";
  const ordinal = /^\d/.test(number) ? Number(number) : ordinalOf(number.toLowerCase());
  return { whole: base.slice(0, index).replace(archive, ""), index: ordinal, count };
}

/** "a" is the first, and so is "aa": the letters count like digits. */
function ordinalOf(letters: string): number {
  let ordinal = 0;
  for (const letter of letters) ordinal = ordinal * 26 + letter.charCodeAt(0) - 97;
  return ordinal + 1;
}
