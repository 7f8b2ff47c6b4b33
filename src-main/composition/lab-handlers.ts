import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type {
  ChosenFile,
  DryRunRequest,
  Handlers,
  LabTextInput,
  MeasureChoice,
} from "../../src-shared/contract/index.ts";
import { appError, systemCode } from "../ground/core/index.ts";
import { KeptPaths } from "../ground/files/index.ts";
import type { LabSubject, MeasureRequest, QuantiseRequest, TextChoice } from "../models/lab/index.ts";
import type { Desktop } from "./desktop.ts";
import type { Services } from "./services.ts";
import { settled } from "./settled.ts";

/** The window's calls on the lab. It knows files by their names alone. */
export function createLabHandlers(
  { lab, labJobs, library }: Pick<Services, "lab" | "labJobs" | "library">,
  desktop: Pick<Desktop, "pickText" | "pickMatrix">,
): Handlers<AbortSignal>["lab"] {
  const texts = new KeptPaths<string>("files-chosen");
  const textOf = (text: LabTextInput): TextChoice["text"] =>
    text.kind === "chosen" ? { kind: "file", path: texts.get(text.id) } : text;
  const required = (variantId: string): string => {
    if (library.get(variantId) === null) throw appError("not-found", "variant", {});
    return variantId;
  };
  const installed = (variantId: string): LabSubject => ({ kind: "installed", variantId: required(variantId) });
  const matrices = new KeptPaths<string>("files-chosen");
  const quantiseRequestOf = async ({ variantId, label, matrix }: DryRunRequest): Promise<QuantiseRequest> => {
    const subject = installed(variantId);
    if (matrix === null) return { subject, label, matrix: null, output: null, threads: null };
    const path = matrix.kind === "chosen" ? matrices.get(matrix.id) : await lab.collectedMatrix(variantId);
    // The file says by which matrix it was made; where that lies on this computer is nobody's business.
    return { subject, label, matrix: path, matrixName: basename(path), output: null, threads: null };
  };
  const requestOf = ({ variantId, referenceId, text, tokens }: MeasureChoice): MeasureRequest => ({
    variant: installed(variantId),
    reference: installed(referenceId),
    text: textOf(text),
    tokens,
  });
  return {
    list: () => settled(() => lab.measured()),
    parting: ({ id }) => settled(() => lab.parting(id)),
    estimate: async (choice, signal) => lab.estimate(requestOf(choice), signal),
    async chooseText() {
      const path = await desktop.pickText();
      return path === null ? null : chosen(path, texts);
    },
    making: ({ id }) => lab.making(required(id)),
    dryRun: async (request, signal) => lab.dryRun(await quantiseRequestOf(request), signal),
    async chooseMatrix() {
      const path = await desktop.pickMatrix();
      return path === null ? null : chosen(path, matrices);
    },
    collectMatrix: ({ variantId, text, tokens }) =>
      settled(() => labJobs.collectMatrix({ subject: installed(variantId), text: textOf(text), tokens, output: null })),
    async make({ name, thenMeasure, ...request }) {
      const quantise = await quantiseRequestOf(request);
      return labJobs.quantise(
        name === null ? quantise : { ...quantise, name },
        thenMeasure === null ? null : { text: textOf(thenMeasure.text), tokens: thenMeasure.tokens },
      );
    },
    made: () => settled(() => lab.made()),
    measure: (choice) => settled(() => labJobs.measure(requestOf(choice))),
  };
}

async function chosen(path: string, kept: KeptPaths<string>): Promise<ChosenFile> {
  const { size } = await stat(path).catch((thrown: unknown) => {
    throw appError("disk-failed", "file-not-read", { code: systemCode(thrown) }, { cause: thrown });
  });
  return { id: kept.keep(path), fileName: basename(path), sizeBytes: size };
}
