/** More processors than any computer has; a list from a file is not followed beyond it. */
const MAX_PROCESSORS = 4096;

/** Linux's "0-3,8,10-11" as numbers; empty for anything else. */
export function parseCpuList(text: string | null): number[] {
  const processors: number[] = [];
  for (const part of (text ?? "").trim().split(",")) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (match === null) continue;
    const last = Math.min(Number(match[2] ?? match[1]), MAX_PROCESSORS);
    for (let processor = Number(match[1]); processor <= last; processor += 1) processors.push(processor);
  }
  return processors;
}
