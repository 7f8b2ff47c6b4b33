import type { FitHindrances, Purpose } from "../../contract/index.ts";
import type { Words } from "../language.ts";

const purposes: Readonly<Record<Purpose, string>> = {
  embedding: "Ein Embedding-Modell: Es macht aus Text Zahlen für die Suche und kann nicht chatten.",
  reranking: "Ein Reranking-Modell: Es bewertet, wie gut Texte eine Frage beantworten, und kann nicht chatten.",
  encoding:
    "Ein Encoder: Er liest Text für ein anderes Programm, etwa eines, das Bilder erzeugt, und kann nicht chatten.",
  rewriting: "Ein T5-Modell: Es macht über einen eigenen Encoder aus einem Text einen anderen und kann nicht chatten.",
  drafting: "Ein Entwurfsmodell: Es rät für ein größeres Modell voraus und kann allein nicht chatten.",
  diffusion:
    "Ein Diffusionsmodell für Text: Es schreibt eine Antwort auf einmal, und das kann der Chat der Engine nicht.",
  speech: "Ein Sprachausgabemodell: Es erzeugt Ton und kann nicht chatten.",
};

const inBits = (bits: number): string => `Der Kontext lässt sich hier nicht in ${bits} Bit speichern`;

export const fitHindrances: Words<FitHindrances> = {
  "cannot-chat": ({ purpose }) => purposes[purpose],
  "engine-cannot-run": () => "Die Engine kann diese Variante nicht ausführen.",
  "part-is-missing": () => "Ein Teil dieser Variante fehlt auf Hugging Face, daher lässt sie sich nicht laden.",
  "cache-needs-even-heads": ({ bits, headLength, packed }) =>
    `${inBits(bits)}: Die Attention-Heads dieses Modells haben ${headLength} Werte, und die Engine packt je ${packed} zusammen.`,
  "cache-needs-flash-attention": ({ bits }) =>
    `${inBits(bits)}: Das braucht Flash Attention, die dieses Modell nicht nutzen kann.`,
  "cache-without-flash-attention": ({ bits }) =>
    `Ohne Flash Attention lässt sich der Kontext nicht in ${bits} Bit speichern.`,
};
