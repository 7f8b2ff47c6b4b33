/** The system's own dialogs and, on macOS, the menu bar. */
export const desktop = {
  pickModel: "Add a model file",
  addToLibrary: "Add to the library",
  ggufModels: "GGUF models",
  openAddress: "Open this address in your browser?",
  open: "Open",
  cancel: "Cancel",

  menu: {
    about: "About Bitloft",
    services: "Services",
    hide: "Hide Bitloft",
    hideOthers: "Hide Others",
    showAll: "Show All",
    quit: "Quit Bitloft",
    edit: "Edit",
    undo: "Undo",
    redo: "Redo",
    cut: "Cut",
    copy: "Copy",
    paste: "Paste",
    pasteAsText: "Paste and Match Style",
    delete: "Delete",
    selectAll: "Select All",
    view: "View",
    actualSize: "Actual Size",
    zoomIn: "Zoom In",
    zoomOut: "Zoom Out",
    fullScreen: "Toggle Full Screen",
    window: "Window",
    minimize: "Minimize",
    zoom: "Zoom",
    front: "Bring All to Front",
    closeWindow: "Close Window",
  },
};

export type DesktopWords = typeof desktop;
