import type { FitSummaries, WhichComputer } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";
import { needs, qualities, sharesOut } from "./parts.ts";

/** For whom or what: "diesen Computer". */
const computers: Readonly<Record<WhichComputer, string>> = { this: "diesen Computer", that: "den anderen Computer" };

export const fitSummaries: Words<FitSummaries> = {
  "is-the-one": ({ variant, computer, slow }) =>
    `${variant} ist die richtige Variante für ${computers[computer]}${slow ? ", wenn auch langsam" : ""}.`,
  "best-but-poor": ({ variant }) =>
    `${variant} ist die beste, die passt, aber keine gute: Ein kleineres Modell ist hier die bessere Wahl.`,
  "best-but-poor-shorten": ({ variant, better, contextTokens, compact }) =>
    `${variant} ist die beste, die passt, aber keine gute: ${better} passt mit einem Kontext von ${figures.context(contextTokens)}${compact ? ", in 8 Bit gespeichert," : ""} und ist viel besser.`,
  "keeps-needs-writes": (what) => qualities(what, needs(what)),
  "keeps-shares-writes": (what) => qualities(what, sharesOut(what)),
  "leaves-little": () => "Für andere Programme bleibt wenig.",
  "better-just-fits": ({ variant }) => `${variant} passt nur knapp.`,
  "better-fits-too": ({ variant, slowerShare, gain }) => {
    const slower = slowerShare === null ? "" : `${figures.percent(slowerShare)} langsamer, `;
    return `${variant} passt auch: ${slower}${gain === "unnoticed" ? "kaum merklich besser" : "mit besseren Antworten"}.`;
  },
  "should-fit": ({ variant, computer }) => `${variant} sollte auf ${computers[computer]} passen.`,
  "no-variants": () => "Dieses Repository hat keine Varianten.",
  "nothing-runs": () => "Nichts in diesem Repository läuft hier.",
  "no-context-fits": ({ contextTokens }) =>
    `Mit ${contextTokens === null ? "diesem Kontext" : `einem Kontext von ${figures.context(contextTokens)}`} passt nichts.`,
  "does-with-less": ({ variant, way }, saying) => `${variant} kommt mit weniger aus: ${saying.statement(way)}`,
  "nothing-fits": ({ computer, variant, needBytes, freeBytes, gpuFreeBytes }) => {
    const [need, free] = figures.memoryApart(needBytes, freeBytes);
    const there =
      gpuFreeBytes > 0 ? `${free} Arbeitsspeicher und ${figures.memory(gpuFreeBytes)} auf der GPU` : `nur ${free}`;
    return `Nichts davon passt auf ${computers[computer]}: Die kleinste Variante, ${variant}, braucht ${need}, verfügbar sind ${there}.`;
  },
  "way-or-smaller-model": ({ way }, saying) => `${saying.statement(way)} Oder ein kleineres Modell suchen.`,
};
