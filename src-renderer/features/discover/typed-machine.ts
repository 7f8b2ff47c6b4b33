import type { MachineInput } from "../../../src-shared/contract/index.ts";
import { GiB } from "../../../src-shared/figures/index.ts";
import type { LanguageState } from "../../state/language.svelte.ts";

const GB = 1e9;

export const graphicsKinds = ["none", "nvidia", "amd", "apple"] as const;
export type GraphicsKind = (typeof graphicsKinds)[number];

/** The dialog's fields, as text: sizes as memory is sold (GiB), bandwidths in 10^9 bytes a second. */
export interface TypedFields {
  ram: string;
  graphics: GraphicsKind;
  gpu: string;
  gpuBandwidth: string;
  bandwidth: string;
  cores: string;
}

export const emptyFields: TypedFields = {
  ram: "16",
  graphics: "none",
  gpu: "8",
  gpuBandwidth: "",
  bandwidth: "",
  cores: "",
};

/** The most of what anybody has in one computer: keeps typing errors out of the estimate. */
const limits = {
  ram: { least: 1, most: 4096, unitName: "gigabytes" },
  gpu: { least: 1, most: 1024, unitName: "gigabytes" },
  gpuBandwidth: { least: 10, most: 10_000, unitName: "gigabytesPerSecond" },
  bandwidth: { least: 1, most: 2000, unitName: "gigabytesPerSecond" },
  cores: { least: 1, most: 256, unitName: null },
} as const;
export type FigureField = keyof typeof limits;

/** Fields that may stay empty: what is left out is assumed, rather too little than too much. */
const optional = new Set<FigureField>(["gpuBandwidth", "bandwidth", "cores"]);

/** A field's figure; null when it was left empty; an error in words otherwise. */
export function readField(
  { words, figures }: LanguageState,
  name: FigureField,
  text: string,
): number | null | { error: string } {
  const { whatIf } = words.discover;
  const trimmed = text.trim();
  if (trimmed === "" && optional.has(name)) return null;
  const value = figures.parse(trimmed);
  const { least, most, unitName } = limits[name];
  if (!Number.isFinite(value) || value < least || value > most)
    return { error: whatIf.between(least, most, unitName && whatIf[unitName]) };
  if (name === "cores" && !Number.isInteger(value)) return { error: whatIf.wholeNumber };
  return value;
}

/** What is wrong with each field that the kind of graphics asks for. */
export function fieldErrors(language: LanguageState, fields: TypedFields): Partial<Record<FigureField, string>> {
  const asked: FigureField[] = ["ram", "bandwidth", "cores"];
  if (hasCard(fields)) asked.push("gpu", "gpuBandwidth");
  const errors: Partial<Record<FigureField, string>> = {};
  for (const name of asked) {
    const read = readField(language, name, fields[name]);
    if (read !== null && typeof read === "object") errors[name] = read.error;
  }
  return errors;
}

export const hasCard = ({ graphics }: Pick<TypedFields, "graphics">): boolean =>
  graphics === "nvidia" || graphics === "amd";

/** The machine that the fields describe; null while one of them is wrong. What is left empty, main completes. */
export function typedMachine(language: LanguageState, fields: TypedFields): (MachineInput & { name: string }) | null {
  if (Object.keys(fieldErrors(language, fields)).length > 0) return null;
  const figure = (name: FigureField): number | null => {
    const read = readField(language, name, fields[name]);
    return typeof read === "number" ? read : null;
  };
  const { whatIf } = language.words.discover;
  const ram = figure("ram") ?? 0;
  const cores = figure("cores");
  const bandwidth = figure("bandwidth");
  const base = {
    ...(cores === null ? {} : { cpu: { physicalCores: cores, performanceCores: cores, usableCores: cores } }),
    memory: {
      totalBytes: Math.round(ram * GiB),
      ...(bandwidth === null ? {} : { bandwidthBytesPerSecond: bandwidth * GB, bandwidthBasis: "table" as const }),
    },
  };
  if (fields.graphics === "apple")
    return {
      ...base,
      name: whatIf.mac(ram),
      appleSilicon: { chip: "silicon" },
      gpus: [
        {
          vendor: "apple",
          name: whatIf.appleGpu,
          unified: true,
          ...(bandwidth === null ? {} : { bandwidthBytesPerSecond: bandwidth * GB }),
        },
      ],
    };
  if (!hasCard(fields)) return { ...base, name: whatIf.withoutCard(ram), gpus: [] };
  const gpu = figure("gpu") ?? 0;
  const gpuBandwidth = figure("gpuBandwidth");
  const maker = whatIf.kinds[fields.graphics];
  return {
    ...base,
    name: whatIf.withCard(ram, maker, gpu),
    gpus: [
      {
        vendor: fields.graphics === "nvidia" ? "nvidia" : "amd",
        name: whatIf.card(maker, gpu),
        unified: false,
        dedicatedBytes: Math.round(gpu * GiB),
        ...(gpuBandwidth === null ? {} : { bandwidthBytesPerSecond: gpuBandwidth * GB }),
      },
    ],
  };
}

/** The fields for a machine that was chosen before. */
export function fieldsFrom({ figures }: LanguageState, machine: MachineInput): TypedFields {
  const text = (value: number | null | undefined, unit: number): string =>
    value == null ? "" : figures.number(value / unit, 0, 1);
  const gpu = machine.gpus?.find((one) => one.dedicatedBytes) ?? machine.gpus?.[0];
  const apple = machine.appleSilicon != null || gpu?.vendor === "apple";
  const card = gpu?.dedicatedBytes && (gpu.vendor === "nvidia" || gpu.vendor === "amd") ? gpu.vendor : "none";
  return {
    ram: text(machine.memory.totalBytes, GiB),
    graphics: apple ? "apple" : card,
    gpu: text(gpu?.dedicatedBytes, GiB) || emptyFields.gpu,
    gpuBandwidth: card === "none" ? "" : text(gpu?.bandwidthBytesPerSecond, GB),
    bandwidth: text(machine.memory.bandwidthBytesPerSecond, GB),
    cores: text(machine.cpu?.usableCores, 1),
  };
}
