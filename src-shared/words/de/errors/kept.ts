import type { KeptErrors } from "../../../contract/index.ts";
import type { Words } from "../../language.ts";

export const kept: Words<KeptErrors> = { kept: ({ message }) => message };
