import type { HardwareProblems, ProbeSources } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

/** A line that a program printed, in its own words. */
const quoted = (said: string | null): string => (said === null ? "" : `: „${said}“`);

export const hardwareProblems: Words<HardwareProblems> = {
  "no-probes": ({ platform }) => `Unter ${platform} kann Bitloft die Hardware nicht auslesen.`,
  "no-gpu-on-intel-mac": () =>
    "Auf Macs mit Intel-Prozessor kann die Engine keine GPU nutzen; sie nimmt den Prozessor.",
  "metal-limit-estimated": ({ bytes }) =>
    `Metals Grenze für die GPU ist geschätzt (${figures.memory(bytes)}), denn nur Metal selbst kennt sie.`,
  "nvidia-driver-missing": () =>
    "Eine NVIDIA-Karte ist da, aber ihr Treiber ist nicht installiert, deshalb kann die Engine sie nicht nutzen.",
  "nvidia-smi-missing": () =>
    "NVIDIAs Treiber kam ohne nvidia-smi, deshalb ist von der Karte nichts bekannt. Den Treiber neu installieren.",
  "windows-tells-at-most": ({ gpu }) => `Windows meldet höchstens 4 GB Speicher für „${gpu}“; es kann mehr sein.`,
  "gpu-memory-not-told": ({ gpu, leftOut }) =>
    `Der Treiber sagt nicht, wie viel Speicher „${gpu}“ hat${leftOut ? "; Pläne lassen die Karte aus" : ""}. Wer es weiß, trägt es unter „Eigene Werte“ ein.`,
  "gpu-not-usable": ({ reasons }, saying) => saying.statements(reasons),
  "probe-took-too-long": ({ seconds }) => `Keine Antwort in ${seconds} s`,
  "program-missing": ({ program }) => `${program} ist nicht installiert`,
  "program-took-too-long": ({ program, seconds, said }) => `${program}: keine Antwort in ${seconds} s${quoted(said)}`,
  "program-failed": ({ program, how, said }) => `${program} ist gescheitert (${how})${quoted(said)}`,
  "no-card-named": ({ said }) => `nvidia-smi nannte keine Karte${quoted(said)}`,
  "told-nothing": ({ source }) => `${source} gab keine lesbare Antwort`,
  "probe-failed": ({ reason }) => reason,
  "problem-as-told": ({ words }) => words,
};

/** After "Aus". */
export const probeSources: Words<ProbeSources> = {
  "of-system": ({ names }) => names.join(" und "),
  "of-affinity": () => "Affinität und Control Group dieses Prozesses",
  "of-chip-table": () => "sysctl und einer Tabelle bekannter Chips",
  "of-card-table": () => "einer Tabelle bekannter Karten",
  "of-windows": () => "der Windows-Verwaltungsinstrumentation (WMI)",
  "of-registry": () => "der Registry und der Windows-Verwaltungsinstrumentation (WMI)",
  "of-file-system": () => "dem Dateisystem",
};
