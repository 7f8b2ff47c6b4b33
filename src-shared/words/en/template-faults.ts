import type { TemplateFaults } from "../../contract/index.ts";
import type { Words } from "../language.ts";

/** Within a sentence. */
export const templateFaults: Words<TemplateFaults> = {
  "template-is-too-long": () => "it is too long",
  "template-leaves-out": () => "it leaves out what was said",
  "template-ended-engine": () => "it brought the engine down before",
  "template-costs-too-much": () => "it took too much time or memory",
  "template-fails": ({ reason }) => reason,
};
