import type { MachineForm, MachineStatements } from "../../contract/index.ts";
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

function named({ form, cores, parts }: MachineStatements["common-machine"]): string {
  const coresOf = cores === null ? [] : [counted(cores, "core", "cores")];
  return [...(form === null ? [] : [forms[form]]), ...coresOf, ...parts].join(", ");
}

export const machines: Words<MachineStatements> = {
  "common-machine": named,
  "common-machine-with-memory": ({ ramGiB, ...kind }) => `${named(kind)}, ${ramGiB} GB`,
  "measured-machine": ({ cpu, memoryBytes, gpus }) =>
    [cpu, `${figures.memorySize(memoryBytes)} of memory`, ...gpus].join(", "),
};
