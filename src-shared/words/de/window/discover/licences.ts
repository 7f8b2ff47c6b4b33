import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import type { LicenceWords } from "../../../en/window/discover/licences.ts";

const free = (name: string): LicenceWords => ({ name, trap: null });
const researchOnly = "Nur für Forschung, nicht kommerziell.";
const notCommercial = "Nicht kommerziell.";
const ownTerms = "Eigene Bedingungen: vor der Nutzung lesen.";
const llama = (version: string): LicenceWords => ({
  name: `Llama-${version}-Lizenz`,
  trap: "Eigene Bedingungen: verbotene Zwecke, der Hinweis „Built with Llama“, eine eigene Lizenz ab 700 Millionen Nutzern.",
});

export const licences: DiscoverWords["licences"] = {
  "apache-2.0": free("Apache 2.0"),
  mit: free("MIT"),
  "modified-mit": { name: "geändertes MIT", trap: "Große kommerzielle Dienste müssen den Namen des Modells zeigen." },
  "cc-by-4.0": free("CC BY 4.0"),
  "cc0-1.0": free("CC0"),
  "openmdw-1.1": free("OpenMDW 1.1"),
  llama2: llama("2"),
  llama3: llama("3"),
  "llama3.1": llama("3.1"),
  "llama3.2": llama("3.2"),
  "llama3.3": llama("3.3"),
  llama4: llama("4"),
  gemma: { name: "Gemma-Bedingungen", trap: "Googles eigene Bedingungen, mit verbotenen Zwecken." },
  "lfm1.0": { name: "LFM-Lizenz", trap: "Kommerziell nur unter 10 Mio. US-Dollar Umsatz." },
  exaone: { name: "EXAONE-Lizenz", trap: researchOnly },
  qwen: { name: "Qwen-Lizenz", trap: "Eigene Bedingungen: eine eigene Lizenz ab 100 Millionen Nutzern." },
  "qwen-research": { name: "Qwen-Forschungslizenz", trap: researchOnly },
  "qwen-community-1.0": { name: "Qwen-Community-Lizenz", trap: ownTerms },
  "falcon-llm-license": { name: "Falcon-Lizenz", trap: ownTerms },
  "nvidia-open-model-license": { name: "Offene NVIDIA-Modelllizenz", trap: ownTerms },
  "nvidia-nemotron-open-model-license": { name: "Offene Nemotron-Modelllizenz", trap: ownTerms },
  "cc-by-nc-4.0": { name: "CC BY-NC 4.0", trap: notCommercial },
  "cc-by-nc-sa-4.0": { name: "CC BY-NC-SA 4.0", trap: notCommercial },
  other: { name: "eigene Lizenz", trap: ownTerms },
};
