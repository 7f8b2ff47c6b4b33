export { type FakeBridge, type FakeCall, type FakeOptions, type Overrides, createFakeBridge } from "./fake-bridge.ts";
export type { FakeState } from "./fake-state.ts";
export { emptyReview, sampleInspection, sampleUpdates } from "./fake-library-care.ts";
export { sampleModelFolders } from "./fake-model-folders.ts";
export { emptyLedger, sampleLedger } from "./sample-ledger.ts";
export { sampleDesktop, sampleLaptop } from "./sample-machines.ts";
export { sampleMeasurement } from "./sample-lab.ts";
export { sampleLadder } from "./sample-ladder.ts";
export { sampleModels, sampleSummary } from "./sample-models.ts";
export {
  loadedEngine,
  sampleConversations,
  sampleDownloads,
  sampleImportedFile,
  sampleLibrary,
  sampleMessages,
  sampleSettings,
} from "./sample-store.ts";
export { sampleFigures } from "./fake-comparisons.ts";
export { sampleCuda } from "./fake-components.ts";
export { sampleElsewhere, sampleFound } from "./sample-found.ts";
