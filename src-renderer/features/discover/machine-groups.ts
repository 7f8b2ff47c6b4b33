import type { CommonMachine } from "../../../src-shared/contract/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";

export interface MachineGroup {
  group: CommonMachine["group"] | "popular";
  title: string;
  /** Each with the name that it has here: a group's heading already says what kind of computer it is. */
  machines: { machine: CommonMachine; name: string }[];
}

/** What most people have, before all others. */
const popular: ReadonlySet<string> = new Set([
  "laptop-8",
  "laptop-16",
  "laptop-rtx4060-16",
  "desktop-16",
  "rtx3060-32",
  "rtx4070-32",
  "mac-m2-16",
  "mac-m4-16",
]);

/** The computers that a search finds, by group and in the list's order; every word must be in what is shown or in the id. */
export function machineGroups(
  language: Pick<LanguageState, "words" | "say">,
  common: readonly CommonMachine[],
  search: string,
): MachineGroup[] {
  const { groups: titles, memorySize, popular: popularTitle } = language.words.discover.whatIf;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = common.filter(({ id, kind, ramGiB, group }) => {
    const size = memorySize(ramGiB);
    const text = [language.say(kind), size, size.replace(" ", ""), id, titles[group]].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const whole = (machine: CommonMachine) => ({ machine, name: language.say(machine.kind) });
  const short = (machine: CommonMachine) => ({ machine, name: nameInGroup(language, machine) });
  const groups = (Object.keys(titles) as CommonMachine["group"][]).map((group): MachineGroup => {
    const machines = found.filter((one) => one.group === group).map(short);
    return { group, title: titles[group], machines };
  });
  const first: MachineGroup = {
    group: "popular",
    title: popularTitle,
    machines: words.length > 0 ? [] : common.filter(({ id }) => popular.has(id)).map(whole),
  };
  return [first, ...groups].filter(({ machines }) => machines.length > 0);
}

function nameInGroup(language: Pick<LanguageState, "say">, { kind }: CommonMachine): string {
  const { form, parts } = kind.figures;
  const saidByGroup = parts.length > 0 && (form === "laptop" || form === "desktop" || form === "server");
  return language.say(saidByGroup ? { ...kind, figures: { ...kind.figures, form: null } } : kind);
}
