import type { DivergenceFigures } from "../protocol.ts";
import type { PositionDivergence } from "./divergence.ts";

/** Sums up positions as llama.cpp's tool does (tools/perplexity, `kl_divergence`): unbiased standard errors, linear percentiles. */
export class DivergenceStatistics {
  readonly #divergences: number[] = [];
  #sum = 0;
  #squares = 0;
  #same = 0;
  #referenceSurprise = 0;
  #variantSurprise = 0;
  #surpriseSquares = 0;

  add({ klDivergence, sameTopWord, referenceSurprise, variantSurprise }: PositionDivergence): void {
    this.#divergences.push(klDivergence);
    this.#sum += klDivergence;
    this.#squares += klDivergence * klDivergence;
    if (sameTopWord) this.#same++;
    this.#referenceSurprise += referenceSurprise;
    this.#variantSurprise += variantSurprise;
    this.#surpriseSquares += (variantSurprise - referenceSurprise) ** 2;
  }

  figures(): DivergenceFigures {
    const positions = this.#divergences.length;
    const sorted = Float64Array.from(this.#divergences).sort();
    const mean = this.#sum / positions;
    const variance = Math.max(0, this.#squares / positions - mean * mean);
    const share = this.#same / positions;
    const lnRatio = (this.#variantSurprise - this.#referenceSurprise) / positions;
    const ratioVariance = Math.max(0, this.#surpriseSquares / positions - lnRatio * lnRatio);
    const errorOf = (spread: number): number => (positions > 1 ? Math.sqrt(spread / (positions - 1)) : 0);
    return {
      positions,
      klDivergence: {
        mean,
        standardError: errorOf(variance),
        median: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        max: sorted.at(-1) ?? 0,
      },
      sameTopWord: { share, standardError: errorOf(share * (1 - share)) },
      perplexity: {
        reference: perplexityOf(this.#referenceSurprise / positions),
        variant: perplexityOf(this.#variantSurprise / positions),
        lnRatio: { mean: lnRatio, standardError: errorOf(ratioVariance) },
      },
    };
  }
}

/** Of a model that gives words no chance at all it would have no end, which is no number that can be kept. */
const perplexityOf = (surprise: number): number => Math.min(Number.MAX_VALUE, Math.exp(surprise));

/** Between the two nearest where it falls between them. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? 0;
  return low + (high - low) * (at - Math.floor(at));
}
