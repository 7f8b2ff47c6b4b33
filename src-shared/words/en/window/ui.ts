/** What the primitives say by themselves. */
export const ui = {
  close: "Close",
  dismiss: "Dismiss",
  notifications: "Notifications",
};

export type UiWords = typeof ui;
