/** What `download-hub.ts` serves. */
export const benchRepository = "bitloft-bench/Large-File-GGUF";
export const benchVariant = "Q4_K_M";
export const benchFile = "large-file-Q4_K_M.gguf";
