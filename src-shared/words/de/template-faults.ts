import type { TemplateFaults } from "../../contract/index.ts";
import type { Words } from "../language.ts";

/** Within a sentence. */
export const templateFaults: Words<TemplateFaults> = {
  "template-is-too-long": () => "sie ist zu lang",
  "template-leaves-out": () => "sie lässt aus, was gesagt wurde",
  "template-ended-engine": () => "sie hat die Engine schon einmal zum Absturz gebracht",
  "template-costs-too-much": () => "sie brauchte zu viel Zeit oder Speicher",
  "template-fails": ({ reason }) => reason,
};
