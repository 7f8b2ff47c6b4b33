/** What conversations with a model begin with. A preset that was removed stays for those that were begun with it. */
export const presets = `
ALTER TABLE presets ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE preset_choices (
  variant_id TEXT PRIMARY KEY REFERENCES variants (id) ON DELETE CASCADE,
  preset TEXT NOT NULL
) STRICT;
`;
