/** What a term means, where it stands; Learn says more. */
export const terms = {
  label: {
    title: "What a label says",
    text: "A label such as Q4_K_M says how the model's numbers were rounded. Q4: about four bits for each, instead of sixteen. K: in blocks, which loses less. M: the medium mix, with more bits where they matter. Fewer bits make the file smaller and faster, and the answers a little worse.",
  },
  speed: {
    title: "Words and tokens a second",
    text: "How fast the answer is written. You read some four to six words a second. A token (tok) is a piece of a word: three words are about four tokens. It is a forecast until the model has run here.",
  },
  quality: {
    title: "Quality kept",
    text: "How much of the full model's quality is left after rounding. The word is what counts; of the figures under it, those with ~ are estimates.",
  },
  context: {
    title: "Context",
    text: "How much of the conversation the model sees at once: 8K tokens are some twelve pages. It takes memory beside the model, and more of it the longer it is.",
  },
  more: "More about it in Learn",
};

export type TermWords = typeof terms;
