import type { Bindable, Database } from "../../../../src-main/ground/storage/index.ts";

export interface Statement {
  sql: string;
  parameters: readonly Bindable[];
}

/** The database, and every statement that it was asked to run. */
export function recordStatements(db: Database): { db: Database; statements: Statement[] } {
  const statements: Statement[] = [];
  const recorded: Database = {
    path: db.path,
    opening: db.opening,
    all(sql, parameters, read) {
      statements.push({ sql, parameters });
      return db.all(sql, parameters, read);
    },
    get(sql, parameters, read) {
      statements.push({ sql, parameters });
      return db.get(sql, parameters, read);
    },
    run(sql, parameters = []) {
      statements.push({ sql, parameters });
      return db.run(sql, parameters);
    },
    outsideVersion: () => db.outsideVersion(),
    transaction: (work) => db.transaction(work),
    close: () => {
      db.close();
    },
  };
  return { db: recorded, statements };
}
