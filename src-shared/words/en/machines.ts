import type { MachineForm, MachineStatements } from "../../contract/index.ts";
import { roundParameters } from "../../figures/index.ts";
import { counted } from "../counted.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

const forms: Readonly<Record<MachineForm, string>> = {
  laptop: "Laptop",
  "old-laptop": "Old laptop",
  desktop: "Desktop",
  "desktop-without-card": "Desktop without a graphics card",
  "office-desktop": "Office desktop",
  "mini-pc": "Mini PC",
  mac: "Mac",
  server: "Server",
  "cloud-machine": "Cloud machine",
};

/** What a computer is that runs models of so many parameters. */
function sized(parameters: number): string {
  if (parameters >= 60e9) return "A very capable machine";
  if (parameters >= 20e9) return "A capable machine";
  return parameters >= 6e9 ? "A good machine" : "A machine for small models";
}

function named({ form, cores, parts }: MachineStatements["common-machine"]): string {
  const coresOf = cores === null ? [] : [counted(cores, "core", "cores")];
  return [...(form === null ? [] : [forms[form]]), ...coresOf, ...parts].join(", ");
}

export const machines: Words<MachineStatements> = {
  "common-machine": named,
  "common-machine-with-memory": ({ ramGiB, ...kind }) => `${named(kind)}, ${ramGiB} GB`,
  "machine-suits": ({ parameters }) =>
    `${sized(parameters)}: models up to about ${roundParameters(parameters)}, at reading speed.`,
  "measured-machine": ({ cpu, memoryBytes, gpus }) =>
    [cpu, `${figures.memorySize(memoryBytes)} of memory`, ...gpus].join(", "),
};
