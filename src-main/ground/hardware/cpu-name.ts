/** A processor's name without what its makers add: marks, clock speed, core count, graphics. */
export function cleanCpuName(name: string): string {
  return name
    .replace(/\((?:R|TM|C)\)/gi, "")
    .replace(/\s+(?:CPU\s+)?@\s*[\d.]+\s*GHz/i, "")
    .replace(/\b\d+(?:st|nd|rd|th) Gen\s+/i, "")
    .replace(/\s+(?:\d+|Six|Eight|Quad|Dual|Twelve|Sixteen)-Core(?: Processor)?\b.*/i, "")
    .replace(/\s+(?:with|w\/) Radeon.*/i, "")
    .replace(/\s+(?:CPU|Processor)\b/gi, "")
    .replace(/\s+/g, " ")
    .trim();
}
