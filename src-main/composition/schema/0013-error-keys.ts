/** What an error says by key: null for one that was kept in words, which `error_message` then has. */
export const errorKeys = `
ALTER TABLE messages ADD COLUMN error_key TEXT;
ALTER TABLE downloads ADD COLUMN error_key TEXT;
ALTER TABLE ledger_loads ADD COLUMN error_key TEXT;
`;
