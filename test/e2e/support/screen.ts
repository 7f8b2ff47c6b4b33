import type { Page } from "@playwright/test";

export interface Screen {
  name: string;
  /** Brings the screen up, from whatever was shown before, and waits until it is whole. */
  open(page: Page): Promise<void>;
  /** Closes what stands over the window. */
  leave?(page: Page): Promise<void>;
  /** To look at: it has nothing for axe that another screen has not. */
  picturesOnly?: boolean;
}
