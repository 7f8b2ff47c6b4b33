import type { VerifyStatements } from "../../contract/index.ts";
import type { Words } from "../language.ts";

export const verified: Words<VerifyStatements> = {
  "files-are-right": () => "Every byte is as it should be.",
  "file-was-changed": () =>
    "The file has been changed since it was last checked, so there was nothing to compare it with. Its new checksum is kept for next time.",
  "nothing-to-compare": () =>
    "The file could be read to its end. There was no checksum to compare with; this one is kept for next time.",
  "import-is-damaged": ({ path }) =>
    `${path} is damaged: its checksum is not the one it had. Import an undamaged copy.`,
  "download-is-damaged": ({ path }) => `${path} is damaged: its checksum is wrong. Delete it and download it again.`,
};
