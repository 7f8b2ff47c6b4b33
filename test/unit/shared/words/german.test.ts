import { describe, expect, it } from "vitest";
import type { Statement, StatementFigures, StatementKey } from "../../../../src-shared/contract/index.ts";
import { languages, say, sayAccuracy } from "../../../../src-shared/words/index.ts";

const gpu = "NVIDIA GeForce RTX 4060";
const need = { needBytes: 6.1e9, freeBytes: 11.4e9, gpus: [gpu] };
const shortfall = { needBytes: 7.9e9, freeBytes: 5.2e9, gpu, more: { freeBytes: 8.3e9, gpus: [gpu, gpu] } };
const context = { contextTokens: 32_768, kvBytes: 4.3e9 };
const freed = { freedBytes: 1.2e9, thenOnGpu: true };
const shorter = { ...freed, contextTokens: 8192, beforeTokens: 32_768 };
const fullSpeed = { tokensPerSecond: 3.5, contextTokens: 32_768 };
const quality = { band: "good", tokensPerSecond: 4.2, pace: "slower" } as const;
const way = { key: "shorter-context", figures: shorter } as const;
const failure = { code: "out-of-memory", key: "kept", details: { message: "…" } } as const;

/** Figures for every statement there is, so that none can be forgotten. */
const samples: StatementFigures = {
  "headline-runs-well": { ...need, pace: "faster" },
  "headline-runs-slowly": { tokensPerSecond: 2.4 },
  "headline-tight": { ...need, leftBytes: 0.4e9 },
  "headline-tight-beside-gpu": { ...need, leftBytes: 0.4e9 },
  "headline-partly-on-gpu": { gpuShare: 0.66, gpus: [gpu], chosen: false, tokensPerSecond: 11.4 },
  "headline-context-too-long": { ...shortfall, ...context },
  needs: { ...need, gpus: [] },
  "needs-too-much": { ...shortfall, gpu: null, more: null },
  "runs-on-both": { gpuLayers: 1, layers: 33, gpuBytes: 3.2e9, needBytes: 6.1e9, freeBytes: 11.4e9 },
  "little-is-left": {},
  "context-is-too-big": context,
  "weights-alone": { weightsBytes: 4.9e9 },
  "weights-and-more": { weightsBytes: 4.9e9, moreBytes: 1.3e9 },
  writes: { tokensPerSecond: 5.1, pace: "as-fast" },
  "full-context-speed": fullSpeed,
  "too-few-bits": {},
  "few-bits": {},
  "keeps-little": {},
  "clearly-worse": {},
  "beyond-training": { contextTokens: 131_072, trainedTokens: 8192 },
  "gpu-may-refuse": { gpu: "12 GB" },
  "would-read-the-disk": {},
  "may-freeze": {},
  "details-of-another": {},
  "failed-before": { failure, like: { contextTokens: 8192, bytes: 6.1e9 } },
  "cannot-chat": { purpose: "embedding" },
  "engine-cannot-run": {},
  "part-is-missing": {},
  "change-variant": { variant: "Q4_K_M", before: "Q8_0" },
  "change-backend": { backend: "vulkan", before: "cuda" },
  "change-layers": { gpuLayers: 0, before: 33 },
  "change-kv-bits": { bits: 8, before: 16 },
  "change-context": { contextTokens: 4096, beforeTokens: 8192 },
  "is-projector": {},
  "is-importance-matrix": {},
  "is-draft-model": {},
  "is-lora-adapter": {},
  "is-control-vector": {},
  "is-vocabulary": {},
  "no-model-file": {},
  "repacked-type-removed": {},
  "oldest-type-removed": {},
  "type-of-ik-llama": {},
  "type-of-bitnet": {},
  "foreign-format": { format: "onnx" },
  "raw-piece": {},
  "raw-pieces": {},
  "counts-no-parts": {},
  "parts-missing": { missing: 1, count: 3, named: [2] },
  "header-refused": { refusal: { code: "not-gguf", key: "no-file", details: {} } },
  "cache-needs-even-heads": { bits: 8, headLength: 80, packed: 32 },
  "cache-needs-flash-attention": { bits: 8 },
  "cache-without-flash-attention": { bits: 8 },
  "keep-context-whole": {},
  "turn-on-flash-attention": {},
  "compact-context": freed,
  "shorter-context": shorter,
  "shorter-compact-context": shorter,
  "no-layers-on-gpu": { layers: 33, before: 12 },
  "fewer-layers-on-gpu": { gpuLayers: 10, layers: 33, before: 12 },
  "lower-reserve": { reserveBytes: 1.5e9 },
  "close-programs": { bytes: 0.959e9 },
  "smaller-model": {},
  "take-faster": { variant: "Q4_K_M", tokensPerSecond: 6.0, insteadOf: 2.4 },
  "take-whole-on-gpu": { variant: "Q4_K_M", gpus: 2 },
  "take-longer-context": { variant: "Q4_K_M", contextTokens: 32_768, hereTokens: 8192 },
  "take-smaller": { variant: "Q4_K_M", lessBytes: 1.2e9 },
  "take-fitting": { variant: "Q4_K_M", needBytes: 6.1e9 },
  "take-with-shorter-context": { variant: "Q4_K_M", then: "on-gpu" },
  "is-the-one": { variant: "Q4_K_M", computer: "that", slow: true },
  "best-but-poor": { variant: "Q2_K" },
  "best-but-poor-shorten": { variant: "Q2_K", better: "Q4_K_M", contextTokens: 4096, compact: true },
  "keeps-needs-writes": { ...need, ...quality },
  "keeps-shares-writes": { gpuShare: 0.66, gpus: [gpu], ...quality },
  "leaves-little": {},
  "better-just-fits": { variant: "Q5_K_S" },
  "better-fits-too": { variant: "Q5_K_S", slowerShare: 0.22, gain: "unnoticed" },
  "should-fit": { variant: "Q4_K_M", computer: "that" },
  "no-variants": {},
  "nothing-runs": {},
  "no-context-fits": { contextTokens: 131_072 },
  "does-with-less": { variant: "Q4_K_M", way },
  "nothing-fits": { computer: "this", variant: "Q2_K", needBytes: 20.8e9, freeBytes: 3.8e9, gpuFreeBytes: 5.5e9 },
  "way-or-smaller-model": { way },
  "trained-context-unknown": { assumedTokens: 4096 },
  "speeds-are-early": fullSpeed,
  "architecture-unknown": { architecture: "novel" },
  "sizes-are-computed": {},
  "shape-uncertain": { share: 0.06 },
  "first-part-read": {},
  "no-header-read": {},
  "one-header-read": {},
  "window-layers-unknown": {},
  "instruction-sets-unknown": {},
  "gpu-memory-unknown": { gpu },
  "gpu-free-unknown": {},
  "gpu-unused": { gpu, reasons: [{ key: "driver-silent", figures: {} }] },
  "gpu-by-vulkan": { gpu, reasons: [{ key: "cuda-part-missing", figures: {} }] },
  "gpus-without-way": { gpus: [gpu] },
  "as-published": {},
  unmeasured: {},
  "between-measured": {},
  "measured-divergence": {},
  "measured-words": { keptShare: 0.95 },
  "measured-here": { keptShare: 0.61 },
  "smaller-loses-more": {},
  "larger-loses-less": {},
  "llama-cpp-measurements": {},
  "much-learnt-suffers": {},
  "small-loses-more": {},
  "without-matrix": {},
  "uploaders-differ": { label: "Q4_K_M" },
  "metal-is-apples-own": {},
  "cuda-is-fastest": {},
  "vulkan-serves-all": {},
  "no-build-for-graphics": {},
  "metal-not-opened": {},
  "backend-not-opened": { backend: "vulkan", remedy: "mesa" },
  "no-code-for-card": { backend: "cuda" },
  "cuda-part-missing": {},
  "older-cuda-part-missing": {},
  "vulkan-part-missing": {},
  "vulkan-loader-missing": { library: "libvulkan.so.1", package: "libvulkan1" },
  "vulkan-driver-missing": {},
  "nvidia-vulkan-driver-missing": {},
  "cuda-not-installed": { versions: [12, 13] },
  "other-cuda-would-do": { versions: [12] },
  "other-cuda-comes-first": { version: 12, first: 13 },
  "driver-too-old": { version: 13, needed: 580, installed: "550" },
  "card-too-old": { version: 13, needed: "8", own: "6" },
  "part-needs-driver": { version: 13, needed: 590, installed: "580" },
  "reserved-for-virtual-machine": {},
  "driver-silent": {},
  "reason-as-told": { words: "As told." },
  "no-probes": { platform: "freebsd" },
  "no-gpu-on-intel-mac": {},
  "metal-limit-estimated": { bytes: 10.9e9 },
  "nvidia-driver-missing": {},
  "nvidia-smi-missing": {},
  "windows-tells-at-most": { gpu },
  "gpu-memory-not-told": { gpu, leftOut: true },
  "gpu-not-usable": { reasons: [{ key: "driver-silent", figures: {} }] },
  "probe-took-too-long": { seconds: 14 },
  "program-missing": { program: "lspci" },
  "program-took-too-long": { program: "lspci", seconds: 3, said: null },
  "program-failed": { program: "nvidia-smi", how: "14", said: "Failed to initialize NVML" },
  "no-card-named": { said: null },
  "told-nothing": { source: "sysctl" },
  "probe-failed": { reason: "As told." },
  "problem-as-told": { words: "As told." },
  "of-system": { names: ["sysctl", "vm_stat"] },
  "of-affinity": {},
  "of-chip-table": {},
  "of-card-table": {},
  "of-windows": {},
  "of-registry": {},
  "of-file-system": {},
  "common-machine": { form: "old-laptop", cores: 2, parts: [] },
  "common-machine-with-memory": { form: "mini-pc", cores: null, parts: ["Intel N100"], ramGiB: 16 },
  "machine-suits": { parameters: 30e9 },
  "measured-machine": { cpu: "Ryzen 7 5800X", memoryBytes: 34.4e9, gpus: [gpu] },
  "files-are-right": {},
  "file-was-changed": {},
  "nothing-to-compare": {},
  "import-is-damaged": { path: "/models/a.gguf" },
  "download-is-damaged": { path: "/models/a.gguf" },
  "template-is-too-long": {},
  "template-leaves-out": {},
  "schema-not-json": { line: 3 },
  "schema-too-long": { most: 20_000 },
  "schema-too-deep": { most: 16 },
  "schema-too-many-parts": { most: 300 },
  "schema-too-many-values": { most: 500 },
  "schema-counts-too-high": { most: 1000 },
  "schema-part-not-object": { at: "items[].name" },
  "schema-without-type": { at: "name" },
  "schema-unknown-type": { at: "name", type: "text" },
  "schema-unsupported": { at: "name", keyword: "pattern" },
  "schema-wrong-value": { at: "", keyword: "maxItems" },
  "schema-unknown-required": { at: "", name: "age" },
  "schema-unknown-ref": { at: "boss", ref: "#/definitions/person" },
  "schema-never-ends": { at: "$defs.person" },
  "template-ended-engine": {},
  "template-costs-too-much": {},
  "template-fails": { reason: "As told." },
  "best-rated-here": { model: "Gemma 4 12B", band: "strong", ahead: true },
  "best-by-size": { model: "Gemma 4 12B" },
  "sooner-than-best": { best: "Qwen3", timesSooner: 1.8 },
  "larger-too-slow": { model: "Gemma 4 31B", tokensPerSecond: 2.6 },
  "larger-does-not-fit": { model: "Gemma 4 31B", needBytes: 21e9 },
  "quicker-than-best": { best: "Gemma 4 12B", timesFaster: 2.5 },
  "smaller-than-best": { best: "Gemma 4 12B", lessBytes: 3.2e9 },
  "same-band-as-best": { best: "Gemma 4 12B" },
  "good-at-job": { job: "long-documents" },
  "speaks-language": { language: "pt" },
  "not-measured": {},
  "variant-loses-band": { variant: "Q3_K_M" },
  "images-later": {},
  "import-not-recognised": {},
  "import-not-json": { problem: "Unexpected token" },
  "import-not-valid": { field: "messages.0", problem: "Invalid input" },
  "import-newer-version": { version: 2 },
  "import-no-messages": {},
  "import-too-large": { mostBytes: 67_108_864 },
  "import-too-rich": { problem: "1001" },
  "import-too-many-messages": { most: 100_000 },
  "import-too-many-entries": { most: 200_000 },
  "import-unpacks-too-large": {},
  "import-unsafe-name": {},
  "import-encrypted": {},
  "import-cut-short": {},
  "import-not-read": { code: "EACCES" },
  "import-older": {},
  "import-settings-left-out": { settings: "temperature, topK" },
  "import-reader-ended": { reason: "SIGKILL" },
  "import-more-skipped": { count: 7 },
  "placed-here": { model: "Qwen3" },
};
/** What others said is shown in their words. */
const verbatim: readonly StatementKey[] = ["reason-as-told", "probe-failed", "problem-as-told", "template-fails"];

const keys = Object.keys(samples) as StatementKey[];
const statementOf = (key: StatementKey): Statement => ({ key, figures: samples[key] }) as Statement;
const inGerman = (key: StatementKey): string => say(statementOf(key), languages.de);

describe("a statement in German", () => {
  it.each(verbatim)("keeps what others said: %s", (key) => {
    expect(inGerman(key)).toBe("As told.");
  });

  it.each(keys.filter((key) => !verbatim.includes(key)))("is whole, and not the English one: %s", (key) => {
    const text = inGerman(key);
    expect(text).not.toBe(say(statementOf(key)));
    expect(text).not.toMatch(/undefined|NaN|\[object|\. \.|\.\./);
    // A point in a figure stands between thousands.
    expect(text).not.toMatch(/\d\.\d{1,2}(?!\d)/);
  });

  it.each([
    [
      "headline-runs-well",
      "Braucht 5,7 der verfügbaren 10,6 GB auf der RTX 4060 und schreibt schneller, als man liest.",
    ],
    [
      "headline-context-too-long",
      "Braucht 7,4 GB, aber auf der RTX 4060 sind nur 4,8 GB verfügbar, dazu 7,7 GB auf 2 GPUs: 4,0 GB davon für einen Kontext von 32K Token (etwa 18.000 Wörter).",
    ],
    ["needs-too-much", "Braucht 7,4 GB, aber es sind nur 4,8 GB verfügbar."],
    [
      "runs-on-both",
      "1 von 33 Schichten läuft auf der GPU (3,0 GB); der Rest läuft auf dem Prozessor und braucht 5,7 der verfügbaren 10,6 GB.",
    ],
    [
      "keeps-shares-writes",
      "Sie behält das meiste der Qualität des vollen Modells, läuft zu 66 % auf der RTX 4060, sonst auf dem Prozessor, und schreibt etwa 2,3 Wörter pro Sekunde, langsamer, als man liest.",
    ],
    ["better-fits-too", "Q5_K_S passt auch: 22 % langsamer, kaum merklich besser."],
    [
      "gpu-may-refuse",
      "Wird es trotzdem geladen, lehnt die 12-GB-Karte es womöglich ab oder lagert es in langsameren Speicher aus und antwortet um ein Vielfaches langsamer.",
    ],
    [
      "way-or-smaller-model",
      "Ein Kontext von 8K statt 32K macht 1,1 GB frei; dann passt alles auf die GPU. Oder ein kleineres Modell suchen.",
    ],
  ] as const)("reads as people write: %s", (key, text) => {
    expect(inGerman(key)).toBe(text);
  });

  it("tells how right the forecasts were", () => {
    const memory = { loads: 9, withinShare: 0.0297 };
    const told = (speed: Parameters<typeof sayAccuracy>[0]["speed"]): string =>
      sayAccuracy({ memory, speed }, languages.de);
    expect(told({ loads: 9, within: 8, furthestShare: -0.12 })).toBe(
      "Speicher: auf 3 % genau bei den letzten 9 Ladevorgängen. Tempo: 8 von 9 Mal im vorhergesagten Bereich, höchstens 12 % darunter.",
    );
    expect(sayAccuracy({ memory: { loads: 1, withinShare: 0.02 }, speed: null }, languages.de)).toBe(
      "Speicher: auf 2 % genau beim letzten Laden. Tempo: noch keine Antwort gemessen.",
    );
  });
});
