/** Whether shortcuts start with Cmd instead of Ctrl. */
export const isMac = navigator.userAgent.includes("Mac");
