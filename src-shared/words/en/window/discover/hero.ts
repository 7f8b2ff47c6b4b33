/** The answer over the table: what to take, and what else there is. */
export const hero = {
  label: "Recommended",
  findModel: "Find a model that suits",
  better: (variant: string) => `Better: ${variant}`,
  smaller: (variant: string) => `Smaller: ${variant}`,
};
