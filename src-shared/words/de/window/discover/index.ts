import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import { arithmetic } from "./arithmetic.ts";
import { detail } from "./detail.ts";
import { frontier } from "./frontier.ts";
import { hero } from "./hero.ts";
import { ladder } from "./ladder.ts";
import { licences } from "./licences.ts";
import { list } from "./list.ts";
import { whatIf } from "./what-if.ts";

export const discover: DiscoverWords = { arithmetic, detail, frontier, hero, ladder, licences, list, whatIf };
