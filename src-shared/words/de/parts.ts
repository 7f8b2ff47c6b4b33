import type { NeedFigures, Pace, QualityBand, ShortfallFigures, SplitFigures } from "../../contract/index.ts";
import { isOnlySize, withoutMaker } from "../../figures/index.ts";
import { figures } from "./figures.ts";

/** Parts that several sentences share. */

/** "etwa 6,1 Wörter pro Sekunde" of 11 tokens. */
export function aboutSpeed(tokensPerSecond: number): string {
  return `etwa ${figures.wordSpeedFigure(tokensPerSecond)} Wörter pro Sekunde`;
}

/** "RTX 4070" of "NVIDIA GeForce RTX 4070"; "12-GB-Karte" where that is all that is known of it. Every one of them is feminine. */
export function shortGpuName(name: string): string {
  const short = withoutMaker(name);
  if (isOnlySize(short)) return `${short.replace(" ", "-")}-Karte`;
  return short === "" ? name.trim() || "Grafikkarte" : short;
}

/** "auf der RTX 4060" where it runs, "auf die RTX 4060" where it has room; "auf 2 GPUs" for both. */
export function onGpus(gpus: readonly string[], article: "der" | "die"): string {
  return `auf ${gpusWith(gpus, article)}`;
}

/** "neben der RTX 4060". */
export function besideGpus(gpus: readonly string[]): string {
  return `neben ${gpusWith(gpus, "der")}`;
}

function gpusWith(gpus: readonly string[], article: "der" | "die"): string {
  const [first] = gpus;
  return gpus.length === 1 && first !== undefined ? `${article} ${shortGpuName(first)}` : `${gpus.length} GPUs`;
}

/** "braucht 6,1 der verfügbaren 11,4 GB", with the name of the card that has them: the reserve is already taken off. */
export function needs({ needBytes, freeBytes, gpus }: NeedFigures): string {
  const [need, free] = figures.memoryPair(needBytes, freeBytes);
  return `braucht ${need} der verfügbaren ${free}${gpus.length === 0 ? "" : ` ${onGpus(gpus, "der")}`}`;
}

/** "läuft zu 66 % auf der RTX 4060, sonst auf dem Prozessor,". */
export function sharesOut({ gpuShare, gpus }: SplitFigures): string {
  return `läuft zu ${figures.percent(gpuShare)} ${onGpus(gpus, "der")}, sonst auf dem Prozessor,`;
}

/** "Braucht 7,9 GB, aber auf der RTX 4060 sind nur 5,2 GB verfügbar". */
export function needsTooMuch({ needBytes, freeBytes, gpu, more }: ShortfallFigures): string {
  const [need, free] = figures.memoryApart(needBytes, freeBytes);
  const are = gpu === null ? "es sind" : `${onGpus([gpu], "der")} sind`;
  const besides = more === null ? "" : `, dazu ${figures.memory(more.freeBytes)} ${onGpus(more.gpus, "der")}`;
  return `Braucht ${need}, aber ${are} nur ${free} verfügbar${besides}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const paces: Readonly<Record<Pace, string>> = {
  slower: "langsamer, als man liest",
  "as-fast": "etwa so schnell, wie man liest",
  faster: "schneller, als man liest",
};

/** "schneller, als man liest". */
export function paceWords(pace: Pace): string {
  return paces[pace];
}

/** Of the variant that the sentence before has named. */
const kept: Readonly<Record<QualityBand, string>> = {
  full: "Sie ist das Modell, wie es veröffentlicht wurde",
  "near-lossless": "Sie ist vom vollen Modell kaum zu unterscheiden",
  "very-good": "Sie behält fast die ganze Qualität des vollen Modells",
  good: "Sie behält das meiste der Qualität des vollen Modells",
  fair: "Sie verliert etwas von der Qualität des vollen Modells",
  poor: "Sie ist deutlich schlechter als das volle Modell",
  broken: "Sie behält wenig von der Qualität des vollen Modells",
  unknown: "Sie hat keine gemessene Qualität",
};

/** "Sie behält das meiste der Qualität des vollen Modells, braucht 6,1 der verfügbaren 11,4 GB und schreibt schneller, als man liest." */
export function qualities(what: { band: QualityBand; tokensPerSecond: number; pace: Pace }, memory: string): string {
  const { band, tokensPerSecond, pace } = what;
  const speed = pace === "slower" ? `${aboutSpeed(tokensPerSecond)}, ${paceWords(pace)}` : paceWords(pace);
  return `${kept[band]}, ${memory} und schreibt ${speed}.`;
}
