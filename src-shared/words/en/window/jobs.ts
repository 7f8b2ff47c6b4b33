import { figures } from "../figures.ts";

export const jobs = {
  amount: (doneBytes: number, totalBytes: number | null) =>
    totalBytes === null ? figures.bytes(doneBytes) : figures.bytesPair(doneBytes, totalBytes).join(" of "),

  verify: {
    reading: (variant: string) => `Reading ${variant}`,
    stop: (variant: string) => `Stop reading ${variant}`,
    interrupted: "Bitloft was closed before every byte was read. Verify it again.",
  },
  move: {
    moving: (variant: string, folder: string) => `Moving ${variant} to ${folder}`,
    stop: (variant: string) => `Stop moving ${variant}`,
    interrupted: "Bitloft was closed during the move. The model is complete; move it again.",
  },
  import: {
    adding: (file: string) => `Adding ${file}`,
    stop: (file: string) => `Stop adding ${file}`,
    interrupted: (file: string) => `${file} was not added.`,
    interruptedText: "Bitloft was closed meanwhile. Add it again.",
    dismiss: "Dismiss",
  },
};

export type JobsWords = typeof jobs;
