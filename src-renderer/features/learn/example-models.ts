/** Well-known models of the bundled catalogue, so that the examples are there without a network. */
export const exampleModels = [
  { name: "Llama 3.2 3B", repository: "bartowski/Llama-3.2-3B-Instruct-GGUF" },
  { name: "Llama 3.1 8B", repository: "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF" },
  { name: "Llama 3.3 70B", repository: "bartowski/Llama-3.3-70B-Instruct-GGUF" },
] as const;
