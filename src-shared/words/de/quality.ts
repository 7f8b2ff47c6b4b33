import type { QualityBases, QualityWarnings } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

/** For someone who has never heard of divergence. */
export const qualityBases: Words<QualityBases> = {
  "as-published": () => "Die Gewichte, wie sie veröffentlicht wurden.",
  unmeasured: () => "Für dieses Kürzel sind keine Messungen veröffentlicht.",
  "between-measured": () => "Zwischen Kürzeln, die an Llama-3-8B gegen das volle Modell gemessen wurden.",
  "measured-divergence": () => "Gemessen an Llama-3-8B: wie weit die Wortwahl von der des vollen Modells abweicht.",
  "measured-words": ({ keptShare }) =>
    `Gemessen an Llama-3-8B: ${figures.count(keptShare * 100)} von 100 Wörtern sind die, die auch das volle Modell wählt.`,
  "measured-here": ({ keptShare }) =>
    `Auf diesem Computer gemessen: ${figures.count(keptShare * 100)} von 100 Wörtern sind die, die auch das volle Modell wählt.`,
  "smaller-loses-more": () => "Dieses Modell ist kleiner, und kleinere verlieren mehr.",
  "larger-loses-less": () => "Dieses Modell ist größer, und größere verlieren weniger.",
  "llama-cpp-measurements": () => "llama.cpp, tools/perplexity: Llama-3-8B, quantisiert",
};

export const qualityWarnings: Words<QualityWarnings> = {
  "much-learnt-suffers": () =>
    "Modelle, die aus sehr viel Text gelernt haben, leiden am meisten: Llama 3 fünfmal so stark wie Llama 2.",
  "small-loses-more": () => "Modelle unter 3 Milliarden Parametern verlieren mehr als größere: besser mehr Bit wählen.",
  "without-matrix": () => "Ohne Wichtigkeitsmatrix erstellt, mit der dieses Kürzel mehr behält.",
  "uploaders-differ": ({ label }) => `${label} aus anderer Quelle kann bis zu fünfmal so viel verlieren.`,
};
