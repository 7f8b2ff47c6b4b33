import { folderRepository } from "./folder-repository.ts";
import { type HubOptions, startHub } from "./start-hub.ts";
import { tokens } from "./hub-routes.ts";

const usage = `usage: node test/hub/main.ts [--port N] [--content-port N] [--folder OWNER/NAME=PATH]...
A stand-in for the Hugging Face Hub on this computer. Prints its address on the first line, for HF_ENDPOINT.`;

function options(args: string[]): HubOptions {
  const found: HubOptions & { more: NonNullable<HubOptions["more"]> } = { more: [] };
  for (let at = 0; at < args.length; at += 2) {
    const value = args[at + 1] ?? "";
    const port = Number(value);
    const isPort = value !== "" && Number.isInteger(port) && port >= 0 && port < 65_536;
    const folder = /^([^/=]+\/[^/=]+)=(.+)$/.exec(value);
    if (args[at] === "--port" && isPort) found.port = port;
    else if (args[at] === "--content-port" && isPort) found.contentPort = port;
    else if (args[at] === "--folder" && folder) found.more.push(folderRepository(folder[1]!, folder[2]!));
    else {
      console.error(usage);
      process.exit(2);
    }
  }
  return found;
}

const hub = await startHub(options(process.argv.slice(2))).catch((error: unknown) => {
  console.error(`The stand-in could not be started: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
console.log(hub.url);
console.log(`content: ${hub.contentUrl}`);
console.log(`tokens: ${tokens.full} (everything), ${tokens.limited} (not let into gated repositories)`);
console.log(`${hub.repositories.length} repositories; faults and log under ${hub.url}/__control/`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void hub.close().then(() => process.exit(0));
  });
}
