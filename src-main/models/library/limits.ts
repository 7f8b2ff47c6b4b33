/** A drive that does not answer for so long counts as away, and must not hold up the rest. */
export const answerMs = 2000;
