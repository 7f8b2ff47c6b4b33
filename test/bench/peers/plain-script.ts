import { LlamaChatSession, getLlama } from "node-llama-cpp";

/**
 * The peer: node-llama-cpp in a plain script, as its guide shows (getLlama, loadModel, createContext,
 * LlamaChatSession), measured by itself. Arguments: model, context length, threads ("default": as it comes).
 * Both sides run on the CPU with the same context, so that only the way in which it is used differs.
 */
const [modelPath = "", contextSize = "2048", threads = "default"] = process.argv.slice(2);

export interface PlainRequest {
  prompt: string;
  maxTokens: number;
  /** An answer that is not done by then is stopped after two tokens: with too many threads one takes seconds. */
  limitMs: number;
}

export interface PlainResult {
  promptTokens: number;
  promptMs: number;
  tokens: number;
  decodeMs: number;
}

const chosen = threads === "default" ? {} : { threads: Number(threads) };
const llama = await getLlama({ gpu: false });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: Number(contextSize), ...chosen });
const sequence = context.getSequence();
const session = new LlamaChatSession({ contextSequence: sequence });
process.send?.({ type: "loaded" });

process.on("disconnect", () => process.exit(0));
process.on("message", (request: PlainRequest) => {
  void answer(request).then((result) => process.send?.({ type: "result", ...result }));
});

async function answer({ prompt, maxTokens, limitMs }: PlainRequest): Promise<PlainResult> {
  session.resetChatHistory();
  const before = sequence.tokenMeter.getState();
  const stop = new AbortController();
  const begun = performance.now();
  let firstAt = NaN;
  let lastAt = NaN;
  let tokens = 0;
  await session.prompt(prompt, {
    maxTokens,
    temperature: 0,
    signal: stop.signal,
    stopOnAbortSignal: true,
    onToken: (chunk) => {
      lastAt = performance.now();
      if (tokens === 0) firstAt = lastAt;
      tokens += chunk.length;
      if (tokens > 1 && lastAt - begun > limitMs) stop.abort();
    },
  });
  // Each answer token but the last is evaluated as well.
  const promptTokens = sequence.tokenMeter.diff(before).usedInputTokens;
  return { promptTokens, promptMs: firstAt - begun, tokens, decodeMs: lastAt - firstAt };
}
