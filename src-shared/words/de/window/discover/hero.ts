import type { DiscoverWords } from "../../../en/window/discover/index.ts";

export const hero: DiscoverWords["hero"] = {
  label: "Empfehlung",
  findModel: "Passendes Modell finden",
  better: (variant) => `Besser: ${variant}`,
  smaller: (variant) => `Kleiner: ${variant}`,
};
