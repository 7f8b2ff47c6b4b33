/** Which messages of its branch an answer's model did not see, as they did not fit into the context; null where it saw all of them. */
export const leftOut = `
ALTER TABLE answer_figures ADD COLUMN left_out_after INTEGER;
ALTER TABLE answer_figures ADD COLUMN left_out_messages INTEGER;
`;
