const shortest = 512;
/** Where a model does not say what it was trained on. */
const assumedLongest = 131_072;

/**
 * The slider's stops, in tokens: powers of two and the half-way points between them from 2,048 on, so that equal
 * distances are equal factors; the trained length is the last.
 */
export function contextSteps(trainedContextTokens: number | null): number[] {
  const longest = trainedContextTokens ?? assumedLongest;
  const steps: number[] = [];
  for (let power = shortest; power < longest; power *= 2) {
    steps.push(power);
    const halfWay = power * 1.5;
    if (power >= 2048 && halfWay < longest) steps.push(halfWay);
  }
  return [...steps, longest];
}

/** The stop that is nearest by factor. */
export function nearestStep(steps: readonly number[], tokens: number): number {
  const distance = (step: number): number => Math.abs(Math.log(step / tokens));
  return steps.reduce((best, step, at) => (distance(step) < distance(steps[best] ?? step) ? at : best), 0);
}
