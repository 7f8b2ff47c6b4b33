/** What a model is for: "chat", or one of the contract's purposes. Null until its header is read again, for what was installed before. */
export const purpose = `
ALTER TABLE variants ADD COLUMN purpose TEXT;
`;
