import type { ErrorWords } from "../../language.ts";
import { disk } from "./disk.ts";
import { engine } from "./engine.ts";
import { general } from "./general.ts";
import { hub } from "./hub.ts";
import { models } from "./models.ts";

export const errors: ErrorWords = { ...general, ...hub, ...disk, ...models, ...engine };
