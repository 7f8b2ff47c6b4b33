/** What was kept before errors had keys: words in English, and whatever details there were. */
export interface KeptErrors {
  kept: { message: string; [detail: string]: unknown };
}
