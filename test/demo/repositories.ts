/** The same small model, at its place on the Hub and in the stand-in. */
export const demoRepository = {
  onTheHub: "bartowski/SmolLM2-135M-Instruct-GGUF",
  onTheStandIn: "bitloft-test/SmolLM2-135M-Instruct-GGUF",
} as const;
