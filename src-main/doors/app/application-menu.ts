import process from "node:process";
import { app, Menu } from "electron";

/** macOS needs a menu for copy and paste to have their keys; elsewhere the window is whole without one. */
export function createApplicationMenu(): void {
  if (process.platform === "darwin") {
    Menu.setApplicationMenu(
      Menu.buildFromTemplate([{ role: "appMenu" }, { role: "editMenu" }, { role: "viewMenu" }, { role: "windowMenu" }]),
    );
  } else {
    Menu.setApplicationMenu(app.isPackaged ? null : Menu.buildFromTemplate([{ role: "viewMenu", visible: false }]));
  }
}
