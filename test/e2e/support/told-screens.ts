import { type Page, expect } from "@playwright/test";
import type { Download, EventName, Events, Message } from "../../../src-shared/contract/index.ts";
import { sampleDesktop } from "../../../src-renderer/bridge/fake/sample-machines.ts";
import { type RunningApp, inMain } from "./app.ts";
import { AwkwardAnswers } from "./awkward-answers.ts";
import type { Screen } from "./screen.ts";
import { go } from "./window.ts";

type AnyCall = (domain: string, name: string, input?: unknown) => Promise<unknown>;

/** News that main did not have: what would take a card, an hour or a broken network to see. */
async function tell<E extends EventName>({ application }: RunningApp, event: E, payload: Events[E]): Promise<void> {
  await inMain(
    application,
    ({ BrowserWindow }, news) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send(`event:${news.event}`, news.payload);
    },
    { event, payload },
  );
}

const question = (text: string, more: Partial<Message> = {}): Partial<Message> => ({
  role: "user",
  parts: [{ kind: "text", text }],
  ...more,
});

const thinking =
  "The person asks for a rule of thumb. A comet has a coma and often a tail; a star is a point. It moves against the stars from night to night.";
const whole = `A comet looks soft where a star is a point.

### What to look for

1. **A coma.** The head is a small haze, not a point.
2. **A tail**, which points away from the sun.
3. **Movement** from one night to the next.

| | Comet | Star |
| --- | --- | --- |
| Edge | soft | sharp |
| Moves in a night | a little | not at all |

The tail of dust follows \\(r(t) = r_0 e^{-\\beta t}\\), and the force on a grain is

\\[ F = \\frac{L \\sigma}{4 \\pi r^2 c} \\]

\`\`\`python
def separation(ra, dec, other):
    """Degrees between two places on the sky."""
    return degrees(acos(sin(dec) * sin(other.dec)))  # close enough
\`\`\`

> Averted vision helps: look beside it.`;
const begun = `A comet looks soft where a star is a point.

### What to look for

### A coma

The head is a small haze, and

\`\`\`python
`;
const stats = {
  ...{ seed: 1_804_289_383, stopReason: "end" as const },
  ...{ promptTokens: 42, cachedTokens: 0, tokens: 310, tokensPerSecond: 21.4, promptTokensPerSecond: 180 },
  ...{ firstTokenMs: 320, contextUsedTokens: 3120, contextTokens: 8192, threads: { usual: 4, fewest: 4 } },
  leftOut: null,
};

/** Answers of every form. */
export function answerScreens(app: RunningApp): Screen[] {
  let answers: AwkwardAnswers | null = null;
  const shown = async (branch: readonly Partial<Message>[]): Promise<void> => {
    if (answers === null) answers = await AwkwardAnswers.open(app, "Comets and stars");
    else await go(app.page, "Chat");
    await answers.showAll(branch);
    await answers.settled();
  };
  const asked = question("How do I tell a comet from a star?");
  return [
    {
      name: "chat-whole-answer",
      async open(page) {
        await shown([
          { ...asked, id: "q-2", siblingIds: ["q-1", "q-2", "q-3"] },
          {
            parts: [
              { kind: "thinking", text: thinking },
              { kind: "text", text: whole },
            ],
            ...{ stats, variantName: "Gemma 4 E4B Q5_K_M", id: "a-1", siblingIds: ["a-1", "a-2"] },
          },
        ]);
        await expect(
          page
            .getByRole("article", { name: /^Answer/ })
            .locator("math")
            .first(),
        ).toBeVisible();
      },
    },
    {
      name: "chat-thoughts",
      async open(page) {
        await page.locator("details summary").first().click();
        await page.getByRole("log").evaluate((log) => {
          log.scrollTop = 0;
        });
      },
      async leave(page) {
        await page.locator("details summary").first().click();
      },
    },
    {
      name: "chat-streaming",
      open: () => shown([asked, { state: "streaming", parts: [{ kind: "text", text: begun }] }]),
      picturesOnly: true,
    },
    {
      name: "chat-thinking",
      open: () => shown([asked, { state: "streaming", parts: [{ kind: "thinking", text: thinking }] }]),
    },
    {
      name: "chat-failed-answer",
      open: () =>
        shown([
          asked,
          {
            state: "failed",
            parts: [{ kind: "text", text: "A comet looks soft where" }],
            error: { code: "engine-crashed", key: "kept", details: { message: "The engine stopped (SIGSEGV)." } },
          },
        ]),
    },
    {
      name: "chat-row-menu",
      async open(page) {
        await page
          .getByRole("button", { name: /^More for/ })
          .first()
          .click();
        await expect(page.getByRole("menu")).toBeVisible();
      },
      leave: (page) => page.keyboard.press("Escape"),
    },
  ];
}

const failure = { code: "hub-offline", key: "kept", details: { message: "Hugging Face does not answer." } } as const;

/** Downloads as they may stand, and a computer with a graphics card. */
export function newsScreens(app: RunningApp): Screen[] {
  return [
    {
      name: "downloads-states",
      async open(page) {
        await go(page, "Downloads");
        const now = (await page.evaluate(() =>
          (window as unknown as { api: { call: AnyCall } }).api.call("downloads", "list"),
        )) as { value: { revision: number; items: Download[] } };
        const [like] = now.value.items;
        if (like === undefined) throw new Error("nothing is being downloaded");
        const as = (id: string, more: Partial<Download>): Download => ({
          ...{ ...like, id, bytesPerSecond: null, secondsLeft: null },
          ...{ receivedBytes: Math.round(like.totalBytes * 0.4), ...more },
        });
        const put = [
          as("told-paused", { state: "paused", variant: "Q6_K", label: "Q6_K" }),
          as("told-failed", { state: "failed", variant: "Q5_K_M", label: "Q5_K_M", error: failure }),
          as("told-retrying", { variant: "Q4_K_S", label: "Q4_K_S", retry: { reason: failure, attempt: 3 } }),
          as("told-verifying", {
            ...{ state: "verifying", variant: "Q3_K_M", label: "Q3_K_M" },
            ...{ receivedBytes: like.totalBytes, verifiedBytes: Math.round(like.totalBytes * 0.7) },
          }),
          as("told-done", { state: "done", variant: "Q2_K", label: "Q2_K", receivedBytes: like.totalBytes }),
        ];
        await tell(app, "downloads", { revision: now.value.revision + 1, put, removed: [] });
        await expect(page.getByRole("article", { name: /Q2_K/ })).toBeVisible();
      },
    },
    {
      name: "computer-graphics",
      async open(page) {
        await go(page, "This computer");
        await tell(app, "machine", sampleDesktop);
        await expect(page.getByText("RTX 4070").first()).toBeVisible();
      },
    },
  ];
}

/** What a screen reader's or keyboard's user meets. */
export async function focusByKeyboard(page: Page, presses: number): Promise<void> {
  await page.mouse.click(1, 1);
  for (let press = 0; press < presses; press++) await page.keyboard.press("Tab");
}
