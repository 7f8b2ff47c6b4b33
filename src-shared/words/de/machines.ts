import type { MachineForm, MachineStatements } from "../../contract/index.ts";
import { counted } from "../counted.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

const forms: Readonly<Record<MachineForm, string>> = {
  laptop: "Laptop",
  "old-laptop": "Alter Laptop",
  desktop: "Desktop",
  "desktop-without-card": "Desktop ohne Grafikkarte",
  "office-desktop": "Büro-PC",
  "mini-pc": "Mini-PC",
  mac: "Mac",
  server: "Server",
  "cloud-machine": "Cloud-Rechner",
};

function named({ form, cores, parts }: MachineStatements["common-machine"]): string {
  const coresOf = cores === null ? [] : [counted(cores, "Kern", "Kerne")];
  return [...(form === null ? [] : [forms[form]]), ...coresOf, ...parts].join(", ");
}

export const machines: Words<MachineStatements> = {
  "common-machine": named,
  "common-machine-with-memory": ({ ramGiB, ...kind }) => `${named(kind)}, ${ramGiB} GB`,
  "measured-machine": ({ cpu, memoryBytes, gpus }) =>
    [cpu, `${figures.memorySize(memoryBytes)} Arbeitsspeicher`, ...gpus].join(", "),
};
