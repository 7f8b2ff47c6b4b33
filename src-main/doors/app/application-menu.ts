import process from "node:process";
import { type MenuItemConstructorOptions, app, Menu } from "electron";
import type { DesktopWords } from "../../../src-shared/words/index.ts";

/** macOS needs a menu for copy and paste to have their keys; elsewhere the window is whole without one. */
export function createApplicationMenu({ menu }: DesktopWords): void {
  if (process.platform === "darwin") Menu.setApplicationMenu(Menu.buildFromTemplate(menuBar(menu)));
  else Menu.setApplicationMenu(app.isPackaged ? null : Menu.buildFromTemplate([{ role: "viewMenu", visible: false }]));
}

/** Roles bring the keys and what is done; their own labels are English whatever the system speaks. */
function menuBar(menu: DesktopWords["menu"]): MenuItemConstructorOptions[] {
  const separator = { type: "separator" } as const;
  return [
    {
      label: app.name,
      submenu: [
        { role: "about", label: menu.about },
        separator,
        { role: "services", label: menu.services },
        separator,
        { role: "hide", label: menu.hide },
        { role: "hideOthers", label: menu.hideOthers },
        { role: "unhide", label: menu.showAll },
        separator,
        { role: "quit", label: menu.quit },
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: "undo", label: menu.undo },
        { role: "redo", label: menu.redo },
        separator,
        { role: "cut", label: menu.cut },
        { role: "copy", label: menu.copy },
        { role: "paste", label: menu.paste },
        { role: "pasteAndMatchStyle", label: menu.pasteAsText },
        { role: "delete", label: menu.delete },
        { role: "selectAll", label: menu.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: "resetZoom", label: menu.actualSize },
        { role: "zoomIn", label: menu.zoomIn },
        { role: "zoomOut", label: menu.zoomOut },
        separator,
        { role: "togglefullscreen", label: menu.fullScreen },
      ],
    },
    {
      role: "window",
      label: menu.window,
      submenu: [
        { role: "minimize", label: menu.minimize },
        { role: "zoom", label: menu.zoom },
        separator,
        { role: "front", label: menu.front },
        separator,
        { role: "close", label: menu.closeWindow },
      ],
    },
  ];
}
