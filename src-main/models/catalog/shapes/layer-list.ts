import { MAX_BLOCKS } from "../gguf/gguf-limits.ts";

const range = /^(\d{1,4})(?:-(\d{1,4}))?$/;

/** The layers of "0-2,5", in that order; none for an empty text. Throws `RangeError` for what is no such list. */
export function readLayers(text: string): number[] {
  if (text === "") return [];
  return text.split(",").flatMap((part) => {
    const [, first, last = first] = range.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from <= to && to < MAX_BLOCKS)) throw new RangeError(`no list of layers: ${text.slice(0, 100)}`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** Layers in ascending order as `readLayers` takes them. */
export function writeLayers(layers: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const layer of layers) {
    const last = ranges.at(-1);
    if (last?.to === layer - 1) last.to = layer;
    else ranges.push({ from: layer, to: layer });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${String(from)}-${String(to)}`)).join(",");
}
