import type { InstalledVariant, MeasureChoice, MeasuredHere } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeJobs } from "./fake-jobs.ts";
import type { FakeNews } from "./fake-news.ts";
import type { FakeState } from "./fake-state.ts";
import { sampleMaking, sampleMeasurement, sampleParting } from "./sample-lab.ts";
import { sampleNow } from "./sample-store.ts";

/** The lab without an engine behind it: what is measured is the sample's. */
export function fakeLab(state: FakeState, news: FakeNews<InstalledVariant>, jobs: FakeJobs): Api["lab"] {
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
  /** Not in an earlier run. */
  const measuredNow = new Set<string>();
  const measure: Api["lab"]["measure"] = async (choice) => {
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
      measuredNow.add(id);
      state.measured = [{ ...measured, text: { ...measured.text, name: subject.text } }, ...state.measured];
      return { id };
    });
  };
  return {
    list: async () => state.measured,
    parting: async ({ id }) => {
      const found = state.measured.find((one) => one.id === id);
      if (!found) return null;
      const hasPlaces = found.text.name !== "conversations" || measuredNow.has(id);
      return hasPlaces ? sampleParting : { ...sampleParting, places: null };
    },
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
    making: async ({ id }) => sampleMaking(find(id), state.machine),
    dryRun: async ({ variantId, label, matrix }) => {
      const { labels, freeBytes } = sampleMaking(find(variantId), state.machine);
      const one = labels.find((makeable) => makeable.label === label);
      if (!one)
        throw new BridgeError({ code: "invalid-input", key: "no-quantise-label", details: { label, there: [] } });
      return { sizeBytes: one.needsMatrix && matrix === null ? null : one.sizeBytes, freeBytes };
    },
    chooseMatrix: async () =>
      state.pickedFile === null ? null : { id: "matrix-1", fileName: state.pickedFile, sizeBytes: 3_200_000 },
    collectMatrix: async ({ variantId, text, tokens }) => {
      const subject = { fileName: find(variantId).name, text: textName(text), tokens };
      return jobs.start("imatrix", subject, 1_000_000, () => {
        const fileName = `${find(variantId).name}-5f0c2a1b9d3e4c77-imatrix.gguf`;
        const file = { path: `/home/ada/models/made/${fileName}`, sizeBytes: 3_200_000, sha256: "1a".repeat(32) };
        return { ...file, entries: 210, tokens, seconds: 20 };
      });
    },
    make: async ({ variantId, label, matrix, name, thenMeasure }) => {
      const source = find(variantId);
      const one = sampleMaking(source, state.machine).labels.find((makeable) => makeable.label === label);
      if (!one)
        throw new BridgeError({ code: "invalid-input", key: "no-quantise-label", details: { label, there: [] } });
      return jobs.start("quantise", { fileName: source.name, label }, 1_000_000, () => {
        const path = `/home/ada/models/made/${name ?? `${source.name}-${label}`}.gguf`;
        const id = `v-made-${label}`;
        const sha256 = "3c".repeat(32);
        const made = { ...source, id, label, variantKey: null, repository: null, repositoryPath: null, path, sha256 };
        const addedAt = Math.max(0, ...state.library.map((entry) => entry.addedAt)) + 1;
        state.library = [{ ...made, commit: null, sizeBytes: one.sizeBytes, addedAt }, ...state.library];
        news.tell({ put: state.library.slice(0, 1) });
        const hasMatrix = matrix !== null;
        state.made = [{ variantId: id, fromLabel: source.label, fromId: source.id, hasMatrix, madeAt: sampleNow }];
        if (thenMeasure !== null) void measure({ variantId: id, referenceId: source.id, ...thenMeasure });
        const file = { path, sizeBytes: one.sizeBytes, sha256, seconds: 4, variantId: id };
        return { ...file, madeFrom: { label: source.label, sha256: source.sha256 ?? "" }, imatrix: null };
      });
    },
    made: async () => state.made,
    measure,
  };
}

const textName = (text: MeasureChoice["text"]): string =>
  text.kind === "bundled" ? text.name : text.kind === "chosen" ? "letter.txt" : text.kind;
