import type { ImportSkips } from "../../contract/index.ts";
import { formatBytes } from "../../figures/index.ts";
import type { Words } from "../language.ts";

export const importSkips: Words<ImportSkips> = {
  "import-not-recognised": () => "No program that Bitloft knows writes its conversations like this.",
  "import-not-json": ({ problem }) => `This is not JSON: ${problem}`,
  "import-not-valid": ({ field, problem }) =>
    `It is not as this program writes it${field === "" ? "" : ` (${field})`}: ${problem}`,
  "import-newer-version": ({ version }) =>
    `A newer Bitloft wrote it (version ${version} of the form). Update Bitloft to read it.`,
  "import-no-messages": () => "It has no messages.",
  "import-too-large": ({ mostBytes }) => `A part of it is larger than ${formatBytes(mostBytes)}.`,
  "import-too-rich": ({ problem }) => `It has more in it than a conversation has: ${problem}.`,
  "import-too-many-messages": ({ most }) => `It has more than ${most} messages.`,
  "import-too-many-entries": ({ most }) => `The archive has more than ${most} files.`,
  "import-unpacks-too-large": () => "It would become far larger when unpacked than conversations are.",
  "import-unsafe-name": () => "Its name in the archive leads outside of it.",
  "import-encrypted": () => "It is encrypted.",
  "import-cut-short": () => "The file ends in the middle. What comes before was read.",
  "import-not-read": ({ code }) => `It could not be read (${code}).`,
  "import-settings-left-out": ({ settings }) =>
    `The conversation was read without these settings, whose values no model takes: ${settings}.`,
  "import-older": () => "It is older than what is here already.",
  "import-reader-ended": ({ reason }) => `Reading it ended too early${reason === "" ? "" : `: ${reason}`}.`,
  "import-more-skipped": ({ count }) => `${count} more were skipped.`,
};
