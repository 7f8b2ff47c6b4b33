/** How something stands. Every use says it in words or a shape as well; colour is never the only sign. */
export type Tone = "neutral" | "accent" | "good" | "tight" | "bad";
