import { svelte } from "@sveltejs/vite-plugin-svelte";

/** For `npx vite src-renderer` alone, see `dev.ts`: the window itself is built by electron.vite.config.ts. */
export default { plugins: [svelte()] };
