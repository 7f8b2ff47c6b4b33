import type { SaidMessage } from "../chat/index.ts";
import type {
  ComparedVariant,
  ComparisonFigures,
  ComparisonSideState,
  ComparisonVote,
  ConversationSettings,
  ErrorDto,
  MessagePart,
} from "../../../src-shared/contract/index.ts";

/** A comparison as it is kept: with all names. */
export interface KeptComparison {
  id: string;
  /** Higher for a later one; 0 before it is kept. */
  order: number;
  batchId: string;
  prompt: string;
  /** What was said before it in the conversation that it is taken from. */
  above: SaidMessage[];
  settings: ConversationSettings;
  seed: number;
  isBlind: boolean;
  atOnce: boolean;
  /** Who answered was told without a vote. */
  isRevealed: boolean;
  vote: ComparisonVote | null;
  /** In the order in which they are shown. */
  sides: KeptSide[];
  createdAt: number;
}

export interface KeptSide {
  variant: ComparedVariant;
  /** Of the variant's first file; null where it was not hashed yet. */
  sha256: string | null;
  state: ComparisonSideState;
  parts: MessagePart[];
  figures: ComparisonFigures | null;
  error: ErrorDto | null;
}

/** One answer of a comparison. */
export interface SideOf {
  id: string;
  side: number;
}

/** How an answer ended. */
export interface SideEnding extends Pick<KeptSide, "figures" | "error"> {
  state: "done" | "stopped" | "failed";
}
