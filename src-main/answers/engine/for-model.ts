/** Tags a text that a model reads or writes, in the words that it was trained with: it is in no language of the reader's. */
export const forModel = String.raw;
