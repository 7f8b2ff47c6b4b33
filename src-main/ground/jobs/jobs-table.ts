import { z } from "zod";
import { type JobKind, type JobKinds, jobKinds } from "../../../src-shared/contract/index.ts";
import { type Database, type Row, integer, text, word } from "../storage/index.ts";
import type { KeptJob } from "./types.ts";

const subjectSchemas: { [K in JobKind]: z.ZodType<JobKinds[K]["subject"]> } = {
  verify: z.object({ variantId: z.string() }),
  move: z.object({ variantId: z.string(), folder: z.string() }),
  import: z.object({ fileName: z.string() }),
  link: z.object({ models: z.number().nullable() }),
  "chat-import": z.object({ fileNames: z.array(z.string()) }),
  measure: z.object({
    reference: z.string(),
    variant: z.string(),
    variantId: z.string().nullable().default(null),
    text: z.string(),
    tokens: z.number(),
  }),
  quantise: z.object({ fileName: z.string(), label: z.string() }),
  imatrix: z.object({ fileName: z.string(), text: z.string(), tokens: z.number() }),
};

/** The jobs that are under way, so that they are known of when the process has ended without them. */
export class JobsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What cannot be read, as of a kind that a later version knows, is left out. */
  list(): KeptJob[] {
    return this.#db
      .all("SELECT id, kind, subject, started_at FROM jobs ORDER BY started_at, id", [], readJob)
      .filter((job) => job !== null);
  }

  put({ id, kind, subject, startedAt }: KeptJob): void {
    this.#db.run("INSERT INTO jobs (id, kind, subject, started_at) VALUES (?, ?, ?, ?)", [
      id,
      kind,
      JSON.stringify(subject),
      startedAt,
    ]);
  }

  remove(id: string): void {
    this.#db.run("DELETE FROM jobs WHERE id = ?", [id]);
  }
}

function readJob(row: Row): KeptJob | null {
  try {
    const kind = word(row, "kind", jobKinds);
    const subject = subjectSchemas[kind].parse(JSON.parse(text(row, "subject")));
    return { id: text(row, "id"), kind, subject, startedAt: integer(row, "started_at") } as KeptJob;
  } catch {
    return null;
  }
}
