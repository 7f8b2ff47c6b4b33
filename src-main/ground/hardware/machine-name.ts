import type { HardwareProfile } from "../../../src-shared/contract/index.ts";
import { GiB } from "../../../src-shared/figures/index.ts";

/** "Ryzen 7 5800X, RTX 4070" or "Apple M2 Pro, 32 GB": what distinguishes this computer from another in a list. */
export function machineName({
  cpu,
  memory,
  gpus,
  appleSilicon,
}: Pick<HardwareProfile, "cpu" | "memory" | "gpus" | "appleSilicon">): string {
  if (appleSilicon !== null) return `Apple ${appleSilicon.chip}, ${Math.round(memory.totalBytes / GiB)} GB`;
  const cards = gpus.filter(({ unified }) => !unified);
  const names = (cards.length > 0 ? cards : gpus.slice(0, 1)).map(({ name }) => name);
  const counted = [...new Set(names)].map((name) => {
    const count = names.filter((other) => other === name).length;
    return count > 1 ? `${count} x ${name}` : name;
  });
  return [cpu.name, ...counted].join(", ");
}
