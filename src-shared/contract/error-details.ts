import type { DatabaseErrors, DiskFailedErrors, DiskFullErrors } from "./disk-errors.ts";
import type {
  ContextFullErrors,
  EngineCrashedErrors,
  LoadFailedErrors,
  NoModelErrors,
  OutOfMemoryErrors,
  TemplateFailedErrors,
} from "./engine-errors.ts";
import type {
  BusyErrors,
  CancelledErrors,
  InternalErrors,
  InvalidInputErrors,
  NotFoundErrors,
} from "./general-errors.ts";
import type {
  HubBadAnswerErrors,
  HubBadTokenErrors,
  HubGatedErrors,
  HubNotFoundErrors,
  HubOfflineErrors,
  HubRateLimitedErrors,
  HubRefusedAddressErrors,
  HubTimeoutErrors,
  RemoteChangedErrors,
  TransferFailedErrors,
} from "./hub-errors.ts";
import type {
  ChecksumErrors,
  FileChangedErrors,
  FileMissingErrors,
  IncompleteModelErrors,
  MalformedGgufErrors,
  NotGgufErrors,
  UnsupportedModelErrors,
} from "./model-errors.ts";

/** What an error says, by its code and a key under that, with the figures and names behind it. Units are in the names. */
export interface ErrorDetails {
  internal: InternalErrors;
  "invalid-input": InvalidInputErrors;
  "not-found": NotFoundErrors;
  cancelled: CancelledErrors;
  busy: BusyErrors;
  "hub-offline": HubOfflineErrors;
  "hub-timeout": HubTimeoutErrors;
  "hub-rate-limited": HubRateLimitedErrors;
  "hub-not-found": HubNotFoundErrors;
  "hub-gated": HubGatedErrors;
  "hub-bad-token": HubBadTokenErrors;
  "hub-bad-answer": HubBadAnswerErrors;
  "hub-refused-address": HubRefusedAddressErrors;
  "disk-full": DiskFullErrors;
  "disk-failed": DiskFailedErrors;
  "checksum-mismatch": ChecksumErrors;
  "remote-changed": RemoteChangedErrors;
  "transfer-failed": TransferFailedErrors;
  "not-gguf": NotGgufErrors;
  "malformed-gguf": MalformedGgufErrors;
  "unsupported-model": UnsupportedModelErrors;
  "incomplete-model": IncompleteModelErrors;
  "file-missing": FileMissingErrors;
  "file-changed": FileChangedErrors;
  "out-of-memory": OutOfMemoryErrors;
  "load-failed": LoadFailedErrors;
  "engine-crashed": EngineCrashedErrors;
  "no-model-loaded": NoModelErrors;
  "context-full": ContextFullErrors;
  "template-failed": TemplateFailedErrors;
  "database-failed": DatabaseErrors;
}
