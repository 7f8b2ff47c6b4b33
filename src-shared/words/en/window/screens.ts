/** The screens' names, as in the sidebar. */
export const screens = {
  discover: "Discover",
  library: "Library",
  chat: "Chat",
  compare: "Compare",
  lab: "Lab",
  computer: "This computer",
  downloads: "Downloads",
  settings: "Settings",
  learn: "Learn",
  "first-run": "Welcome",
};

export type ScreenNames = typeof screens;
