import type { DatabaseNotices } from "../language.ts";

const wrong = (movedAside: string | null): string =>
  movedAside === null ? "was missing" : "was damaged, or not one that Bitloft knows";
const kept = (movedAside: string | null): string =>
  movedAside === null ? "" : ` What was there is kept, unchanged, as ${movedAside}.`;

export const databaseNotices: DatabaseNotices = {
  restored: {
    title: "Your last backup is in use",
    text: (movedAside) =>
      `Bitloft's database ${wrong(movedAside)}, so its last backup is used instead. Anything newer than that backup is not in it.${kept(movedAside)}`,
  },
  replaced: {
    title: "Bitloft starts with an empty database",
    text: (movedAside) =>
      `Bitloft's database ${wrong(movedAside)}, and there was no usable backup, so Bitloft starts with an empty one. Downloaded models are added to it again; conversations are not in it.${kept(movedAside)}`,
  },
  "backup-restored": {
    title: "Your backup is restored",
    text: (movedAside) =>
      `Bitloft's data is that of the backup now. Models stay where they are; those that aren't here are shown as missing.${movedAside === null ? "" : ` What was here before is kept in ${movedAside}; delete that folder once you no longer need it.`}`,
  },
  "moved-aside": {
    title: "Your database is fine",
    text: (movedAside) =>
      `Something else was in the place of a file that Bitloft's database needs. It was moved to ${movedAside ?? ""}; the database is fine.`,
  },
};
