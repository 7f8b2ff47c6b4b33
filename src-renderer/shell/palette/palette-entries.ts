import {
  type Conversation,
  type FoundConversation,
  type InstalledVariant,
  languageCodes,
} from "../../../src-shared/contract/index.ts";
import { variantLabel, withoutFormat } from "../../../src-shared/figures/index.ts";
import { type WindowWords, languages } from "../../../src-shared/words/index.ts";
import { type AppState, screenOrder, settingNames } from "../../state/app.svelte.ts";
import type { ChatState } from "../../state/chat.svelte.ts";
import type { Command } from "../../state/commands.svelte.ts";
import type { SettingsState } from "../../state/settings.svelte.ts";
import { titleWords } from "../../words/title-words.ts";
import { type Matchable, matchEntries } from "./match-entries.ts";

/** In this order: what a search brings comes later, and must not move what Enter takes. */
export const groupNames = ["conversations", "actions", "models", "settings", "screens", "found"] as const;
export type GroupName = (typeof groupNames)[number];

export interface Entry extends Matchable {
  id: string;
  /** Said beside its name. */
  detail?: string;
  keys?: readonly string[];
  /** What fails is reported by whoever calls it. */
  run: () => void | Promise<void>;
}
export interface Group {
  name: GroupName;
  entries: readonly Entry[];
}

/** Shown at once in each group. */
const most: Record<GroupName, number> = {
  conversations: 7,
  found: 8,
  models: 6,
  actions: 10,
  settings: 6,
  screens: 7,
};
/** Last used conversations, before anything is typed. */
const recentCount = 5;

export interface PaletteSources {
  words: WindowWords;
  app: AppState;
  chat: ChatState;
  /** The last used first. */
  listed: readonly Conversation[];
  settings: SettingsState;
  /** Of the screen that is open. */
  commands: readonly Command[];
  /** Of every screen. */
  importConversations: () => Promise<void>;
  /** "Ctrl" or "Cmd", as it is written. */
  modifier: string;
}

/** What the palette offers for a query, in its groups; `found`: what a search of all conversations has brought for it so far. */
export function paletteGroups(
  sources: PaletteSources,
  query: string,
  found: readonly FoundConversation[],
): readonly Group[] {
  const isEmpty = query.trim() === "";
  const { words, chat, listed } = sources;
  const conversation = (one: Conversation): Entry => ({
    ...{ id: `conversation:${one.id}`, label: titleWords(words, one) },
    ...(one.archived ? { detail: words.conversations.archived } : {}),
    run: () => sources.app.go("chat", { conversationId: one.id }),
  });
  const conversations = listed.map(conversation);
  const listedIds = new Set(listed.map(({ id }) => id));
  const everywhere = found.flatMap(({ conversation: one, passage }): Entry[] => {
    if (passage === null) return listedIds.has(one.id) ? [] : [conversation(one)];
    const run = (): Promise<void> => {
      sources.app.go("chat");
      return chat.openAt(one.id, passage.messageId, query.trim());
    };
    return [{ id: `message:${passage.messageId}`, label: passage.text, detail: conversation(one).label, run }];
  });
  const offered: Record<GroupName, readonly Entry[]> = {
    conversations: isEmpty ? conversations.slice(0, recentCount) : matchEntries(conversations, query),
    found: isEmpty ? [] : everywhere,
    models: isEmpty
      ? []
      : matchEntries(
          chat.models.usable.map((one) => modelEntry(one, sources)),
          query,
        ),
    actions: matchEntries(actionEntries(sources), query),
    settings: isEmpty ? [] : matchEntries(settingEntries(sources), query),
    screens: matchEntries(screenEntries(sources), query),
  };
  return groupNames
    .map((name) => ({ name, entries: offered[name].slice(0, most[name]) }))
    .filter(({ entries }) => entries.length > 0);
}

function modelEntry(variant: InstalledVariant, { words, app, chat }: PaletteSources): Entry {
  return {
    ...{ id: `model:${variant.id}`, label: withoutFormat(variant.name), also: variantLabel(variant) },
    detail: `${variantLabel(variant)} · ${words.palette.answerWith}`,
    run: () => {
      app.go("chat");
      return chat.choose(variant.id);
    },
  };
}

function actionEntries({ words, app, chat, settings, commands, importConversations }: PaletteSources): Entry[] {
  const { palette } = words;
  const inChat = (act: () => void | Promise<void>) => (): void | Promise<void> => {
    app.go("chat");
    return act();
  };
  const themes = (["light", "dark", "system"] as const).filter((one) => one !== settings.theme);
  const codes = languageCodes.filter((one) => one !== settings.language);
  return [
    { id: "new", label: words.chat.newConversation, run: inChat(() => chat.startNew()) },
    ...commands,
    { id: "compare", label: words.compare.ask, also: words.compare.intro, run: () => app.go("compare") },
    {
      id: "measure",
      label: words.lab.measureVariant,
      also: words.screens.lab,
      run: () => app.go("lab", { make: false }),
    },
    { id: "make", label: words.lab.makeSmaller, also: words.screens.lab, run: () => app.go("lab", { make: true }) },
    { id: "import", label: palette.importConversations, run: inChat(importConversations) },
    { id: "archive", label: palette.openArchive, run: inChat(() => chat.lists.openArchive()) },
    ...themes.map((theme) => ({
      ...{ id: `theme:${theme}`, label: palette.themes[theme], also: words.settings.theme },
      run: () => settings.patch({ theme }),
    })),
    ...codes.map((language) => ({
      ...{ id: `language:${language}`, label: palette.language(languages[language].name), also: language },
      run: () => settings.patch({ language }),
    })),
  ];
}

function settingEntries({ words, app }: PaletteSources): Entry[] {
  return settingNames.map((name) => ({
    ...{ id: `setting:${name}`, label: words.settings[name], also: words.screens.settings },
    run: () => app.go("settings", { setting: name }),
  }));
}

function screenEntries({ words, app, modifier }: PaletteSources): Entry[] {
  return screenOrder.map((screen, at) => ({
    ...{ id: `screen:${screen}`, label: words.screens[screen], keys: [modifier, String(at + 1)] },
    run: () => app.go(screen),
  }));
}
