/** AMD processors' own graphics, by code name or by the number of their graphics (Vega 8, 680M, 8060S). */
const amdIntegrated =
  /\b(?:Raven|Picasso|Renoir|Lucienne|Cezanne|Barcelo|Van ?Gogh|Rembrandt|Mendocino|Raphael|Phoenix|Hawk Point|Granite Ridge|Strix|Krackan|Dragon Range)\b|\bVega (?:3|6|7|8|9|10|11)\b|\b[678]\d0M\b|\b80[456]0S\b|Radeon(?:\(TM\))? Graphics$/i;
/** Intel's cards; all else of Intel's is part of a processor ("Arc Graphics" without a number too). */
const intelCards = /\bDG[12]\b|\bArc(?:\(TM\))?(?: Pro)? [AB]\d{2,3}|Battlemage|Data Center GPU|\bMax 1\d{3}\b/i;

export const isIntegratedAmd = (name: string): boolean => amdIntegrated.test(name);
export const isIntegratedIntel = (name: string): boolean => !intelCards.test(name);
