import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { tinyChatModel } from "../fixtures/index.ts";
import { type Body, fileBody } from "./bodies.ts";
import { developmentCache } from "./development-cache.ts";
import { cachedHash } from "./hash-cache.ts";
import { lazyBody } from "./model-bodies.ts";
import { type Repository, largeFile, repository, textFile } from "./repository.ts";
import { type RequantTarget, requantize, requantizedBytes } from "./requantize.ts";

const modelName = "SmolLM2-135M-Instruct";
const modelBytes = 98_362_432;
const modelSha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

/** The test model of the project, where `scripts/setup.mjs` puts it; null where it could not be fetched. */
export function findTestModel(): string | null {
  const path = join(developmentCache(), "models", `${modelName}-Q4_1.gguf`);
  return existsSync(path) && statSync(path).size === modelBytes ? path : null;
}

/** Made at the first read, so that listing costs nothing. */
function convertedBody(source: string, target: RequantTarget): Body {
  const path = join(developmentCache(), "hub", `${modelName}-${target}.gguf`);
  return lazyBody(() => {
    const sizeBytes = requantizedBytes(source, target);
    const key = `${modelName} ${target} from Q4_1, 1|${sizeBytes}`;
    const make = (): Body => {
      if (!existsSync(path) || statSync(path).size !== sizeBytes) requantize(source, path, target);
      return fileBody(path);
    };
    return {
      key,
      sizeBytes,
      sha256: () => cachedHash(key, () => make().sha256()),
      read: (start, end) => (start >= end ? Readable.from([]) : make().read(start, end)),
    };
  });
}

/**
 * A real instruct model in four variants, each of which loads and chats: its own Q4_1 and what plain arithmetic makes
 * of that. Null without the test model.
 */
export function realModelRepository(): Repository | null {
  const source = findTestModel();
  if (source === null) return null;
  const file = (label: string, body: Body) => largeFile(`${modelName}-${label}.gguf`, body);
  return repository({
    id: `bitloft-test/${modelName}-GGUF`,
    downloads: 412_345,
    likes: 128,
    lastModified: "2025-03-02T09:30:00.000Z",
    baseModel: "HuggingFaceTB/SmolLM2-135M-Instruct",
    gguf: { total: 134_515_008, architecture: "llama", context_length: 8192 },
    files: [
      textFile("README.md", realReadme),
      file("F16", convertedBody(source, "F16")),
      file("Q8_0", convertedBody(source, "Q8_0")),
      file("Q4_1", fileBody(source, modelSha256)),
      file("Q4_0", convertedBody(source, "Q4_0")),
    ],
  });
}

/** Random weights: it loads and answers, and its words mean nothing. For machines without a real model. */
export function tinyModelRepository(): Repository {
  const path = join(developmentCache(), "hub", "tiny-random-chat-F16.gguf");
  const body = lazyBody(() => {
    if (!existsSync(path)) writeWhole(path);
    return fileBody(path);
  });
  return repository({
    id: "bitloft-test/Tiny-Random-Chat-GGUF",
    downloads: 900,
    gguf: { total: 2_400_000, architecture: "llama", context_length: 4096 },
    files: [
      textFile("README.md", "# Tiny random chat\nRandom weights for tests; its words mean nothing.\n"),
      largeFile("tiny-random-chat-F16.gguf", body),
    ],
  });
}

function writeWhole(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.part`;
  tinyChatModel(temporary);
  renameSync(temporary, path);
}

const realReadme = `---
license: apache-2.0
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
---
# SmolLM2-135M-Instruct GGUF

A small instruct model, quantised to Q4_1. The other variants here are made from the Q4_1 file by the stand-in itself:
they load and chat, and are no better than it.
`;
