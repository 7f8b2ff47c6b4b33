import type { Gpu, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { say, sayAll } from "../../../src-shared/words/index.ts";

/** A profile for `--json`, and for `fit --machine` to read again: sentences, as scripts have always read them, in place of statements. */
export function saidMachine({ gpus, problems, sources, ...profile }: HardwareProfile) {
  return {
    ...profile,
    gpus: gpus.map(saidGpu),
    problems: problems.map(({ field, ...problem }) => ({ field, message: say(problem) })),
    ...(sources === undefined
      ? {}
      : { sources: sources.map(({ field, ...source }) => ({ field, source: say(source) })) }),
  };
}

function saidGpu({ backendReasons, ...gpu }: Gpu) {
  return { ...gpu, ...(backendReasons === undefined ? {} : { backendReason: sayAll(backendReasons) }) };
}
