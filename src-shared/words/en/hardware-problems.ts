import type { HardwareProblems, ProbeSources } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

/** A line that a program printed, in its own words. */
const quoted = (said: string | null): string => (said === null ? "" : `: "${said}"`);

export const hardwareProblems: Words<HardwareProblems> = {
  "no-probes": ({ platform }) => `Bitloft cannot examine the hardware on ${platform}.`,
  "no-gpu-on-intel-mac": () => "The engine has no GPU support on Intel Macs; it uses the processor.",
  "metal-limit-estimated": ({ bytes }) =>
    `Metal's limit for the GPU is an estimate (${figures.memory(bytes)}), as only Metal itself knows it.`,
  "nvidia-driver-missing": () =>
    "There is an NVIDIA card, but its driver is not installed, so the engine cannot use it.",
  "nvidia-smi-missing": () =>
    "NVIDIA's driver has no nvidia-smi, so nothing is known of its card. Reinstall the driver.",
  "windows-tells-at-most": ({ gpu }) => `Windows reports at most 4 GB of the ${gpu}'s memory; it may have more.`,
  "gpu-memory-not-told": ({ gpu, leftOut }) =>
    `The driver does not say how much memory the ${gpu} has${leftOut ? ", so plans leave it out" : ""}. If you know, enter it under "Your own figures".`,
  "gpu-not-usable": ({ reasons }, saying) => saying.statements(reasons),
  "probe-took-too-long": ({ seconds }) => `No answer in ${seconds} s`,
  "program-missing": ({ program }) => `${program} is not installed`,
  "program-took-too-long": ({ program, seconds, said }) => `${program} did not answer in ${seconds} s${quoted(said)}`,
  "program-failed": ({ program, how, said }) => `${program} failed (${how})${quoted(said)}`,
  "no-card-named": ({ said }) => `nvidia-smi named no card${quoted(said)}`,
  "told-nothing": ({ source }) => `${source} gave no answer that could be read`,
  "probe-failed": ({ reason }) => reason,
  "problem-as-told": ({ words }) => words,
};

/** After "From". */
export const probeSources: Words<ProbeSources> = {
  "of-system": ({ names }) => names.join(" and "),
  "of-affinity": () => "this process's affinity and control group",
  "of-chip-table": () => "sysctl and a table of known chips",
  "of-card-table": () => "a table of known cards",
  "of-windows": () => "Windows Management Instrumentation",
  "of-registry": () => "the registry and Windows Management Instrumentation",
  "of-file-system": () => "the file system",
};
