import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Handlers, LabTextInput, MeasureChoice } from "../../src-shared/contract/index.ts";
import { appError, systemCode } from "../ground/core/index.ts";
import { KeptPaths } from "../ground/files/index.ts";
import type { LabSubject, MeasureRequest, TextChoice } from "../models/lab/index.ts";
import type { Desktop } from "./desktop.ts";
import type { Services } from "./services.ts";
import { settled } from "./settled.ts";

/** The window's calls on the lab. It knows files by their names alone. */
export function createLabHandlers(
  { lab, labJobs, library }: Pick<Services, "lab" | "labJobs" | "library">,
  desktop: Pick<Desktop, "pickText">,
): Handlers<AbortSignal>["lab"] {
  const texts = new KeptPaths<string>("files-chosen");
  const textOf = (text: LabTextInput): TextChoice["text"] =>
    text.kind === "chosen" ? { kind: "file", path: texts.get(text.id) } : text;
  const installed = (variantId: string): LabSubject => {
    if (library.get(variantId) === null) throw appError("not-found", "variant", {});
    return { kind: "installed", variantId };
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
      if (path === null) return null;
      const { size } = await stat(path).catch((thrown: unknown) => {
        throw appError("disk-failed", "file-not-read", { code: systemCode(thrown) }, { cause: thrown });
      });
      return { id: texts.keep(path), fileName: basename(path), sizeBytes: size };
    },
    measure: (choice) => settled(() => labJobs.measure(requestOf(choice))),
  };
}
