import {
  type Conversation,
  type ConversationSettings,
  type Download,
  type EngineState,
  type ImportedFile,
  type InstalledVariant,
  type Message,
  type SessionState,
  type SettingsView,
  defaultConversationSettings,
  engineStateOf,
} from "../../../src-shared/contract/index.ts";
import { samplePlan } from "./sample-plan.ts";

/** Where the sample's clock stands, so that pictures of it never change. */
export const sampleNow = Date.UTC(2026, 10, 22, 10, 0, 0);
const minutes = 60_000;

const installed = (
  id: string,
  name: string,
  label: string,
  more: Partial<InstalledVariant> = {},
): InstalledVariant => ({
  id,
  repository: `bartowski/${name}-GGUF`,
  commit: "0123456789abcdef0123456789abcdef01234567",
  variantKey: more.repository === null ? null : label,
  name,
  label,
  modifiers: [],
  architecture: "llama",
  parameters: 8_030_261_248,
  trainedContextTokens: 131_072,
  notForChat: null,
  path: `/home/ada/.local/share/bitloft/models/${name}-${label}.gguf`,
  insteadOf: null,
  repositoryPath: `${name}-${label}.gguf`,
  sizeBytes: 4_920_734_272,
  sha256: "9f2b6a0f5c1e4d7a8b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a",
  fileCount: 1,
  state: "ready",
  imported: false,
  addedAt: sampleNow - 9 * 24 * 60 * minutes,
  lastUsedAt: sampleNow - 40 * minutes,
  ...more,
});

export const sampleLibrary: InstalledVariant[] = [
  installed("v-gemma", "google_gemma-3-4b-it", "Q4_K_M", {
    architecture: "gemma3",
    parameters: 3_880_099_328,
    sizeBytes: 2_489_758_112,
  }),
  installed("v-llama", "Meta-Llama-3.1-8B-Instruct", "Q5_K_M", { sizeBytes: 5_732_992_416, lastUsedAt: null }),
  installed("v-smol", "SmolLM2-135M-Instruct", "Q4_1", {
    repository: null,
    commit: null,
    parameters: 134_515_008,
    trainedContextTokens: 8192,
    path: "/home/ada/Downloads/SmolLM2-135M-Instruct-Q4_1.gguf",
    sizeBytes: 98_362_432,
    imported: true,
    state: "unverified",
  }),
  installed("v-phi", "Phi-3.5-mini-instruct", "Q4_K_M", {
    architecture: "phi3",
    parameters: 3_821_079_552,
    path: "/media/ada/archive/Phi-3.5-mini-instruct-Q4_K_M.gguf",
    sizeBytes: 2_393_232_672,
    state: "missing",
  }),
  installed("v-mistral", "Mistral-7B-Instruct-v0.2", "Q4_K_M", { state: "damaged", sizeBytes: 4_368_439_584 }),
];

const download = (
  id: string,
  repository: string,
  variant: string,
  more: Partial<Download> & Pick<Download, "rank">,
): Download => ({
  id,
  repository,
  commit: "0123456789abcdef0123456789abcdef01234567",
  variant,
  label: variant,
  state: "downloading",
  totalBytes: 2_889_514_240,
  receivedBytes: 2_080_000_000,
  verifiedBytes: 2_062_000_000,
  bytesPerSecond: 48_000_000,
  secondsLeft: 17,
  retry: null,
  error: null,
  waits: null,
  variantId: null,
  createdAt: sampleNow - 2 * minutes,
  ...more,
});

const idle = { bytesPerSecond: null, secondsLeft: null };

/** One in every state. */
export const sampleDownloads: Download[] = [
  download("d-qwen", "lmstudio-community/Qwen3-4B-GGUF", "Q5_K_M", { rank: 1 }),
  download("d-hermes", "NousResearch/Hermes-3-Llama-3.1-8B-GGUF", "Q4_K_M", {
    rank: 2,
    totalBytes: 4_920_734_272,
    receivedBytes: 1_100_000_000,
    verifiedBytes: 1_100_000_000,
    bytesPerSecond: 1_200_000,
    secondsLeft: 3180,
    retry: { reason: { code: "transfer-failed", key: "ended-early", details: { reason: "closed" } }, attempt: 2 },
  }),
  download("d-phi", "bartowski/Phi-3.5-mini-instruct-GGUF", "Q8_0", {
    rank: 3,
    ...idle,
    state: "verifying",
    totalBytes: 4_061_222_688,
    receivedBytes: 4_061_222_688,
    verifiedBytes: 3_400_000_000,
  }),
  download("d-mistral", "TheBloke/Mistral-7B-Instruct-v0.2-GGUF", "Q6_K", {
    rank: 4,
    ...idle,
    state: "paused",
    totalBytes: 5_942_065_440,
    receivedBytes: 3_000_000_000,
    verifiedBytes: 3_000_000_000,
  }),
  download("d-gemma", "bartowski/google_gemma-3-4b-it-GGUF", "Q8_0", {
    rank: 5,
    ...idle,
    state: "failed",
    totalBytes: 4_130_401_952,
    receivedBytes: 2_000_000_000,
    verifiedBytes: 2_000_000_000,
    error: {
      code: "disk-full",
      key: "kept",
      details: {
        message: "The drive is full. Free 2.2 GB and press Resume; what was received is kept.",
        missingBytes: 2_130_401_952,
      },
    },
  }),
  download("d-queued", "bartowski/Llama-3.2-3B-Instruct-GGUF", "Q8_0", {
    rank: 6,
    ...idle,
    state: "queued",
    waits: { for: "turn" },
    totalBytes: 3_421_898_816,
    receivedBytes: 0,
    verifiedBytes: 0,
  }),
  download("d-done", "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF", "Q5_K_M", {
    rank: 7,
    ...idle,
    state: "done",
    totalBytes: 5_732_992_416,
    receivedBytes: 5_732_992_416,
    verifiedBytes: 5_732_992_416,
    variantId: "v-llama",
  }),
];

export function loadedEngine(variantId: string): EngineState {
  const plan = { ...samplePlan, flashAttention: false };
  const loaded: SessionState = {
    id: "1",
    status: "ready",
    variantId,
    loadProgress: null,
    steps: [],
    fallbackForm: null,
    plan,
    capabilities: { leavesComputer: false, sequences: plan.sequences, contextTokens: plan.contextTokens },
    predicted: {
      weightsBytes: 2_489_000_000,
      kvBytes: 570_000_000,
      computeBytes: 340_000_000,
      stateBytes: 0,
      overheadBytes: 94_371_840,
      repackBytes: 1_690_000_000,
      anonymousBytes: 2_700_000_000,
      fileBackedBytes: 793_371_840,
      loadOnlyBytes: 1_690_000_000,
      devices: [
        {
          name: "RAM",
          kind: "cpu",
          needBytes: 3_493_371_840,
          budgetBytes: 10_800_000_000,
          totalBytes: 17_179_869_184,
          weightsBytes: 2_489_000_000,
          kvBytes: 570_000_000,
          computeBytes: 434_371_840,
        },
      ],
    },
    measured: { anonymousBytes: 2_640_000_000, fileBackedBytes: 781_000_000, gpuBytes: null, loadMs: 2140 },
    contextUsedTokens: 2614,
    error: null,
  };
  return engineStateOf([loaded]);
}

export const sampleSettings: SettingsView = {
  settings: {
    version: 1,
    theme: "system",
    language: "system",
    textSize: "normal",
    hubEndpoint: null,
    modelsFolder: null,
    connections: 8,
    simultaneousDownloads: 2,
    maxBytesPerSecond: null,
    downloadHours: null,
    notifyDownloads: true,
    proxy: "system",
    proxyAddress: null,
    defaultContextTokens: 8192,
    memoryReserveBytes: null,
    stepDown: null,
    unloadAfterMinutes: null,
    titlesByModel: true,
    machineOverrides: null,
    firstRunDone: true,
    lastScreen: "discover",
    startScreen: null,
    firstAnswerNoted: true,
    switchTo: null,
  },
  effectiveHubEndpoint: "https://huggingface.co",
  hubEndpointProblem: null,
  modelsFolder: "/home/ada/.local/share/bitloft/models",
  hasHubToken: false,
  hasProxyPassword: false,
  authority: null,
};

export const sampleConversationSettings: ConversationSettings = defaultConversationSettings;

const conversation = (id: string, title: string, minutesAgo: number, variantName: string): Conversation => ({
  id,
  title,
  variantId: "v-gemma",
  variantName,
  settings: sampleConversationSettings,
  headId: `${id}-a1`,
  folderId: null,
  pinned: false,
  archived: false,
  createdAt: sampleNow - (minutesAgo + 10) * minutes,
  updatedAt: sampleNow - minutesAgo * minutes,
  revision: 0,
});

export const sampleConversations: Conversation[] = [
  conversation("c-dates", "Parsing dates safely", 12, "Gemma-3-4B · Q4_K_M"),
  conversation("c-letter", "Letter to the landlord", 190, "Llama-3.1-8B · Q4_K_M"),
  conversation("c-probes", "Kubernetes probes", 1500, "Qwen3-4B · Q5_K_M"),
];

/** A year of another program's. */
export const sampleImportedFile: ImportedFile = {
  file: "chatgpt-export.zip",
  source: "chatgpt",
  conversations: 214,
  messages: 3127,
  attachments: 38,
  updated: 3,
  unchanged: 12,
  skipped: [
    { id: "conversations.json 17", reason: { key: "import-no-messages", figures: {} } },
    { id: "conversations.json 88", reason: { key: "import-too-large", figures: { mostBytes: 67_108_864 } } },
  ],
};

const answer = `Check the shape first, then let the platform reject impossible dates:

\`\`\`ts
const iso = /^\\d{4}-\\d{2}-\\d{2}$/;
export function parseDay(text: string): Date {
  if (!iso.test(text)) throw new RangeError(\`not a day: \${text}\`);
  const day = new Date(\`\${text}T00:00:00Z\`);
  if (Number.isNaN(day.valueOf())) throw new RangeError(\`no such day: \${text}\`);
  return day;
}
\`\`\`

The second check matters for inputs such as \`2026-13-40\`.`;

export function sampleMessages(of: Conversation): Message[] {
  const common = {
    conversationId: of.id,
    error: null,
    form: null,
    createdAt: of.updatedAt,
    state: "complete",
  } as const;
  const question = `${of.id}-q1`;
  return [
    {
      ...common,
      id: question,
      parentId: null,
      role: "user",
      parts: [
        {
          kind: "text",
          text:
            of.id === "c-dates"
              ? "How do I parse an ISO date without silently accepting garbage?"
              : `${of.title}, please.`,
        },
      ],
      stats: null,
      variantName: null,
      edited: false,
      siblingIds: [question],
    },
    {
      ...common,
      id: `${of.id}-a1`,
      parentId: question,
      role: "assistant",
      parts: [{ kind: "text", text: answer }],
      stats: {
        seed: 1_804_289_383,
        stopReason: "end",
        promptTokens: 24,
        cachedTokens: 0,
        tokens: 172,
        tokensPerSecond: 21.4,
        promptTokensPerSecond: 84,
        firstTokenMs: 310,
        contextUsedTokens: 2614,
        contextTokens: 8192,
        threads: null,
        leftOut: null,
      },
      variantName: of.variantName,
      edited: false,
      siblingIds: [`${of.id}-a1`],
    },
  ];
}
