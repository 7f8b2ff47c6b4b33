import type { MachineForm, MachineStatements } from "../../contract/index.ts";
import { roundParameters } from "../../figures/index.ts";
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

/** What a computer is that runs models of so many parameters. */
function sized(parameters: number): string {
  if (parameters >= 60e9) return "Ein sehr leistungsfähiger Computer";
  if (parameters >= 20e9) return "Ein leistungsfähiger Computer";
  return parameters >= 6e9 ? "Ein guter Computer" : "Ein Computer für kleine Modelle";
}

function named({ form, cores, parts }: MachineStatements["common-machine"]): string {
  const coresOf = cores === null ? [] : [counted(cores, "Kern", "Kerne")];
  return [...(form === null ? [] : [forms[form]]), ...coresOf, ...parts].join(", ");
}

export const machines: Words<MachineStatements> = {
  "common-machine": named,
  "common-machine-with-memory": ({ ramGiB, ...kind }) => `${named(kind)}, ${ramGiB} GB`,
  "machine-suits": ({ parameters }) =>
    `${sized(parameters)}: Modelle bis etwa ${roundParameters(parameters)}, in Lesegeschwindigkeit.`,
  "measured-machine": ({ cpu, memoryBytes, gpus }) =>
    [cpu, `${figures.memorySize(memoryBytes)} Arbeitsspeicher`, ...gpus].join(", "),
};
