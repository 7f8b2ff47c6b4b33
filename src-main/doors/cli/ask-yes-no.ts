import type { Terminal } from "./terminal.ts";

/** True for a yes; anything else means no, and so do Ctrl+D and Ctrl+C. */
export async function askYesNo(
  terminal: Pick<Terminal, "ask" | "words">,
  question: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { yesOrNo, isYes } = terminal.words;
  const reader = terminal.ask();
  reader.onInterrupt(() => {
    reader.close();
  });
  const closed = new Promise<string>((resolve) => {
    reader.onceClosed(() => {
      resolve("");
    });
  });
  try {
    const options = signal === undefined ? {} : { signal };
    const reply = await Promise.race([reader.question(`${question} ${yesOrNo} `, options).catch(() => ""), closed]);
    return isYes(reply);
  } finally {
    reader.close();
  }
}
