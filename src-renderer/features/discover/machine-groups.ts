import type { CommonMachine } from "../../../src-shared/contract/index.ts";

const titles: Record<CommonMachine["group"], string> = {
  laptop: "Laptops",
  desktop: "Desktops",
  apple: "Apple silicon",
  server: "Servers",
};

export interface MachineGroup {
  title: string;
  machines: CommonMachine[];
}

/** The computers that a search finds, by group and in the list's order; every word must be in what is shown or in the id. */
export function machineGroups(common: readonly CommonMachine[], search: string): MachineGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = common.filter(({ id, kind, ramGiB, group }) => {
    const text = `${kind} ${ramGiB} GB ${ramGiB}GB ${id} ${titles[group]}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (Object.keys(titles) as CommonMachine["group"][])
    .map((group) => ({ title: titles[group], machines: found.filter((one) => one.group === group) }))
    .filter(({ machines }) => machines.length > 0);
}
