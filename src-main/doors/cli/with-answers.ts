import type { OpenRequest } from "../../../src-shared/contract/index.ts";
import { sayChanges, sayError } from "../../../src-shared/words/index.ts";
import type { Requests } from "../../ground/requests/index.ts";
import { askYesNo } from "./ask-yes-no.ts";
import type { Terminal } from "./terminal.ts";

interface Answering {
  terminal: Pick<Terminal, "interactive" | "note" | "progress" | "ask" | "language" | "words">;
  requests: Pick<Requests, "addDoor" | "list" | "answer">;
  signal: AbortSignal;
}

/**
 * Does `work`. When it fails and leaves a question open, asks the person at the terminal and, after a yes, does it again. After a no, in
 * a pipe or with `--json` it rejects with the first failure.
 */
export async function withAnswers<T>({ terminal, requests, signal }: Answering, work: () => Promise<T>): Promise<T> {
  const removeDoor = requests.addDoor(() => terminal.interactive);
  let attempt = work;
  try {
    for (;;) {
      try {
        return await attempt();
      } catch (thrown) {
        const [request] = requests.list().items;
        if (request === undefined) throw thrown;
        const answer = await askAbout(request, terminal, signal);
        attempt = async () => {
          // A smaller plan may fail too, and leave another question.
          await requests.answer({ id: request.id, kind: request.kind, answer });
          if (!answer) throw thrown;
          return work();
        };
      }
    }
  } finally {
    await removeDoor();
  }
}

function askAbout({ about }: OpenRequest, terminal: Answering["terminal"], signal: AbortSignal): Promise<boolean> {
  terminal.progress(null);
  terminal.note(sayError(about.reason, terminal.language));
  return askYesNo(terminal, terminal.words.chat.askLoad(sayChanges(about.next.changes, terminal.language)), signal);
}
