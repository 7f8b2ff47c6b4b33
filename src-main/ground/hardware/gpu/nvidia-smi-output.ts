import { MiB, TiB } from "../../../../src-shared/figures/index.ts";
import { plainName } from "../plain-name.ts";

/**
 * One card as nvidia-smi reports it. Null is anything that was not a number: "[N/A]", "[Insufficient Permissions]",
 * "[Unknown Error]".
 */
export interface SmiCard {
  name: string;
  totalBytes: number | null;
  freeBytes: number | null;
  driver: string | null;
  /** "8.9"; old drivers do not report it. */
  computeCapability: string | null;
}

/** More cards than any computer has. */
const maxCards = 64;
/** No card has as much; a larger figure is a mistake of the driver's. */
const maxCardBytes = 16 * TiB;

/**
 * Fields of `--query-gpu`, in the order in which `parseSmiCards` expects them. The last is unknown to old drivers,
 * which then report nothing.
 */
export const oldSmiQuery = "name,memory.total,memory.free,driver_version";
export const capabilityField = "compute_cap";
export const smiQuery = `${oldSmiQuery},${capabilityField}`;

/** Lines of "name, total MiB, free MiB, driver, capability" or without the last; warnings, headings and rubbish among them are passed over. */
export function parseSmiCards(output: string): SmiCard[] {
  return output.split(/\r?\n/).flatMap(parseCard).slice(0, maxCards);
}

function parseCard(line: string): SmiCard[] {
  const cells = line.split(",").map((cell) => cell.trim());
  const [name = "", total = "", free = "", driver = "", capability = ""] = cells;
  const plain = plainName(name).replace(/^NVIDIA\s+(?=\S)/, "");
  if ((cells.length !== 4 && cells.length !== 5) || plain === "" || !looksLikeCard(total, free, driver)) return [];
  const totalBytes = mebibytes(total);
  const freeBytes = mebibytes(free);
  return [
    {
      name: plain,
      // A card of no memory is one whose driver knows nothing of it.
      totalBytes: totalBytes === 0 ? null : totalBytes,
      freeBytes: freeBytes === null || totalBytes === null ? freeBytes : Math.min(freeBytes, totalBytes),
      driver: /^\d+(?:\.\d+)+$/.test(driver) ? driver : null,
      computeCapability: /^\d{1,2}\.\d{1,2}$/.test(capability) ? capability : null,
    },
  ];
}

/** A sentence may have as many commas. */
function looksLikeCard(...cells: string[]): boolean {
  return cells.some((cell) => /^\d+(?:\.\d+)*(?: MiB)?$|^\[.*\]$/.test(cell));
}

function mebibytes(cell: string): number | null {
  const digits = /^(\d+)(?: MiB)?$/.exec(cell)?.[1];
  const bytes = digits === undefined ? NaN : Number(digits) * MiB;
  return bytes <= maxCardBytes ? bytes : null;
}

/** What nvidia-smi keeps of a slice for itself, as of the whole card: "3g.20gb" has 19.5 GiB. */
const sliceShare = 0.95;

/**
 * The first slice of a card that is cut into instances, from lines such as "  MIG 3g.20gb     Device  0: (UUID: MIG-...)" of
 * `nvidia-smi -L`; a process sees one slice only. Null where nothing is cut.
 */
export function parseMigSlice(output: string): { profile: string; bytes: number } | null {
  const match = /^\s+MIG (\d+[cg](?:\.\d+[cg])*\.(\d+)gb\S{0,20})\s/m.exec(output);
  const gigabytes = Number(match?.[2] ?? NaN);
  if (match?.[1] === undefined || !(gigabytes > 0)) return null;
  return { profile: match[1], bytes: Math.floor(gigabytes * 1024 * sliceShare) * MiB };
}
