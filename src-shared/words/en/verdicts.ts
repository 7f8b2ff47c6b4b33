import type { Verdict } from "../../contract/index.ts";

export const verdicts: Readonly<Record<Verdict, string>> = {
  "runs-well": "runs well",
  "runs-slowly": "runs slowly",
  tight: "tight",
  "shorten-context": "context too long",
  "partly-on-gpu": "partly on GPU",
  "does-not-fit": "does not fit",
};
