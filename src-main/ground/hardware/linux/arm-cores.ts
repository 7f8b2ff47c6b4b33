/** Part numbers of Arm Ltd. (implementer 0x41), from the "CPU part" of /proc/cpuinfo; the kernel's asm/cputype.h. */
const armParts: Readonly<Record<string, string>> = {
  "0xd03": "Cortex-A53",
  "0xd04": "Cortex-A35",
  "0xd05": "Cortex-A55",
  "0xd07": "Cortex-A57",
  "0xd08": "Cortex-A72",
  "0xd09": "Cortex-A73",
  "0xd0a": "Cortex-A75",
  "0xd0b": "Cortex-A76",
  "0xd0c": "Neoverse-N1",
  "0xd0d": "Cortex-A77",
  "0xd40": "Neoverse-V1",
  "0xd41": "Cortex-A78",
  "0xd44": "Cortex-X1",
  "0xd47": "Cortex-A710",
  "0xd48": "Cortex-X2",
  "0xd49": "Neoverse-N2",
  "0xd4d": "Cortex-A715",
  "0xd4e": "Cortex-X3",
  "0xd4f": "Neoverse-V2",
  "0xd80": "Cortex-A520",
  "0xd81": "Cortex-A720",
  "0xd82": "Cortex-X4",
};

const otherMakers: Readonly<Record<string, string>> = {
  "0x51": "Qualcomm Arm processor",
  "0x61": "Apple Arm processor",
  "0xc0": "Ampere Arm processor",
};

/** A name for an Arm core; null when its numbers are not known. */
export function armCoreName(implementer: string | null, part: string | null): string | null {
  if (implementer === "0x41" && part !== null) return armParts[part.toLowerCase()] ?? null;
  return otherMakers[implementer ?? ""] ?? null;
}
