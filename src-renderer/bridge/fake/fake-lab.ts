import type { InstalledVariant, MeasureChoice, MeasuredHere } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeJobs } from "./fake-jobs.ts";
import type { FakeState } from "./fake-state.ts";
import { sampleMeasurement, sampleParting } from "./sample-lab.ts";
import { sampleNow } from "./sample-store.ts";

/** The lab without an engine behind it: what is measured is the sample's. */
export function fakeLab(state: FakeState, jobs: FakeJobs): Api["lab"] {
  const find = (id: string): InstalledVariant => {
    const found = state.library.find((one) => one.id === id);
    if (found) return found;
    throw new BridgeError({ code: "not-found", key: "variant", details: {} });
  };
  const known = ({ variantId, referenceId, text, tokens }: MeasureChoice): MeasuredHere | undefined =>
    state.measured.find(
      (one) =>
        one.variantId === variantId &&
        one.referenceId === referenceId &&
        one.text.name === textName(text) &&
        one.text.tokens >= tokens,
    );
  return {
    list: async () => state.measured,
    parting: async ({ id }) => (state.measured.some((one) => one.id === id) ? sampleParting : null),
    estimate: async (choice) => {
      find(choice.variantId);
      find(choice.referenceId);
      return {
        seconds: [choice.tokens / 100, choice.tokens / 60],
        sideBySide: true,
        diskBytes: 0,
        isKnown: known(choice) !== undefined,
      };
    },
    chooseText: async () =>
      state.pickedFile === null ? null : { id: "text-1", fileName: state.pickedFile, sizeBytes: 40_000 },
    measure: async (choice) => {
      const variant = find(choice.variantId);
      const reference = find(choice.referenceId);
      const subject = {
        reference: reference.name,
        variant: variant.name,
        variantId: variant.id,
        text: textName(choice.text),
        tokens: choice.tokens,
      };
      return jobs.start("measure", subject, 1_000_000, () => {
        const found = known(choice);
        if (found) return { id: found.id };
        const id = `m-${state.measured.length + 1}`;
        const measured = sampleMeasurement({ id, variant, reference, measuredAt: sampleNow });
        state.measured = [{ ...measured, text: { ...measured.text, name: subject.text } }, ...state.measured];
        return { id };
      });
    },
  };
}

const textName = (text: MeasureChoice["text"]): string =>
  text.kind === "bundled" ? text.name : text.kind === "chosen" ? "letter.txt" : text.kind;
