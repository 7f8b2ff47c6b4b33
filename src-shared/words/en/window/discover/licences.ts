/** Licences as people know them, by the Hub's name; the trap is what to know before one relies on a model, null where any use is allowed. */
export interface LicenceWords {
  name: string;
  trap: string | null;
}

const free = (name: string): LicenceWords => ({ name, trap: null });
const researchOnly = "For research, not for commercial use.";
const notCommercial = "Not for commercial use.";
const ownTerms = "Its own terms: read them before you rely on it.";
const llama = (version: string): LicenceWords => ({
  name: `Llama ${version} licence`,
  trap: "Its own terms: a list of forbidden uses, “Built with Llama” shown, a separate licence above 700 million users.",
});

export const licences = {
  "apache-2.0": free("Apache 2.0"),
  mit: free("MIT"),
  "modified-mit": {
    name: "modified MIT",
    trap: "Large commercial services must show the model's name.",
  } as LicenceWords,
  "cc-by-4.0": free("CC BY 4.0"),
  "cc0-1.0": free("CC0"),
  "openmdw-1.1": free("OpenMDW 1.1"),
  llama2: llama("2"),
  llama3: llama("3"),
  "llama3.1": llama("3.1"),
  "llama3.2": llama("3.2"),
  "llama3.3": llama("3.3"),
  llama4: llama("4"),
  gemma: { name: "Gemma terms", trap: "Google's own terms, with a list of forbidden uses." } as LicenceWords,
  "lfm1.0": { name: "LFM licence", trap: "Commercial use only below $10M revenue." } as LicenceWords,
  exaone: { name: "EXAONE licence", trap: researchOnly } as LicenceWords,
  qwen: { name: "Qwen licence", trap: "Its own terms: a separate licence above 100 million users." } as LicenceWords,
  "qwen-research": { name: "Qwen research licence", trap: researchOnly } as LicenceWords,
  "qwen-community-1.0": { name: "Qwen community licence", trap: ownTerms } as LicenceWords,
  "falcon-llm-license": { name: "Falcon licence", trap: ownTerms } as LicenceWords,
  "nvidia-open-model-license": { name: "NVIDIA open model licence", trap: ownTerms } as LicenceWords,
  "nvidia-nemotron-open-model-license": { name: "Nemotron open model licence", trap: ownTerms } as LicenceWords,
  "cc-by-nc-4.0": { name: "CC BY-NC 4.0", trap: notCommercial } as LicenceWords,
  "cc-by-nc-sa-4.0": { name: "CC BY-NC-SA 4.0", trap: notCommercial } as LicenceWords,
  other: { name: "own licence", trap: ownTerms } as LicenceWords,
};
