import { readFileSync } from "node:fs";

/**
 * An engine's process with its own imagined computer: the "model" is a JSON file that says how much there is room for
 * and how it ends when there is not. `{ contextTokens, gpuLayers, kvType }` are the largest that load; `death` is a
 * signal, or "says" for a load that fails with the process alive; `answer` is "dies" or "loses the GPU". `refuses` is a
 * backend that it cannot open; `lendFromTokens` is what it must have been started with.
 */
process.on("disconnect", () => process.exit(0));
process.on("message", (command) => {
  switch (command.type) {
    case "load":
      return load(command);
    case "measure":
      return process.send({ type: "measured", id: command.id, tokensPerSecond: null });
    case "generate":
      return generate(command.id);
    case "end":
      return process.exit(0);
  }
});

let behaviour = {};
let plan;

function load({ files, plan: wanted }) {
  plan = wanted;
  behaviour = JSON.parse(readFileSync(files[0], "utf8"));
  const { room = {}, death = "SIGABRT" } = behaviour;
  const bits = { f16: 16, q8_0: 8, q4_0: 4 };
  const isTooMuch =
    plan.contextTokens > (room.contextTokens ?? Infinity) ||
    plan.gpuLayers > (room.gpuLayers ?? Infinity) ||
    (bits[plan.kvType] ?? 16) > (room.kvBits ?? 16) ||
    (behaviour.lendFromTokens ?? process.env.GGML_OP_OFFLOAD_MIN_BATCH) !== process.env.GGML_OP_OFFLOAD_MIN_BATCH;
  if (behaviour.refuses === plan.backend && plan.backend !== null) {
    const details = { backend: plan.backend, reason: "NoBinaryFoundError", backendRefusal: "unopened" };
    const error = { code: "load-failed", key: "backend-unusable", details };
    process.send({ type: "loadFailed", error, log: [] });
  } else if (!isTooMuch) {
    process.send({ type: "loaded", memory: { anonymousBytes: 1e6, fileBackedBytes: 0, gpuBytes: null } });
  } else if (death === "says") {
    const log = [
      `alloc_tensor_range: failed to allocate ${plan.gpuLayers > 0 ? "CUDA0" : "CPU"} buffer of size 2000000000`,
      "llama_init_from_model: failed to initialize the context: failed to allocate buffer for kv cache",
    ];
    const error = { code: "internal", key: "unexpected", details: { reason: "Failed to create context" } };
    process.send({ type: "loadFailed", error, log });
  } else {
    process.kill(process.pid, death);
  }
}

function generate(id) {
  process.send({ type: "prompted", id, promptTokens: 3, cachedTokens: 0 });
  process.send({ type: "delta", id, part: "text", text: "Once upon a time" }, () => {
    if (behaviour.answer === "dies" && plan.gpuLayers > 0) {
      process.stderr.write("ggml_vulkan: device lost on Radeon\n", () => process.kill(process.pid, "SIGABRT"));
    } else if (behaviour.answer === "loses the GPU" && plan.gpuLayers > 0) {
      const details = { reason: "ggml_vulkan: device lost on Radeon", deviceKind: "gpu", inAnswer: true };
      const error = { code: "engine-crashed", key: "device-lost", details };
      process.send({ type: "answerFailed", id, error });
    } else {
      process.send({ type: "answerFailed", id, error: { code: "context-full", key: "full", details: {} } });
    }
  });
}
