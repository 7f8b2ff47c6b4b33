import type { CommonMachine } from "../../../src-shared/contract/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";

export interface MachineGroup {
  group: CommonMachine["group"];
  title: string;
  machines: CommonMachine[];
}

/** The computers that a search finds, by group and in the list's order; every word must be in what is shown or in the id. */
export function machineGroups(
  language: Pick<LanguageState, "words" | "say">,
  common: readonly CommonMachine[],
  search: string,
): MachineGroup[] {
  const { groups: titles, memorySize } = language.words.discover.whatIf;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = common.filter(({ id, kind, ramGiB, group }) => {
    const size = memorySize(ramGiB);
    const text = [language.say(kind), size, size.replace(" ", ""), id, titles[group]].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (Object.keys(titles) as CommonMachine["group"][])
    .map((group) => ({ group, title: titles[group], machines: found.filter((one) => one.group === group) }))
    .filter(({ machines }) => machines.length > 0);
}
