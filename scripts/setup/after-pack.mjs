import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** electron-builder's names of architectures, by its numbers. */
const architectures = ["ia32", "x64", "armv7l", "arm64", "universal"];
/** What node-llama-cpp calls the systems. */
const systems = { darwin: "mac", win32: "win", linux: "linux" };

/** Looks at a package before its installers are made: it must hold its own Node and an engine for where it will run. */
export default async function afterPack({ appOutDir, arch, electronPlatformName: platform, packager }) {
  const resources =
    platform === "darwin"
      ? join(appOutDir, `${packager.appInfo.productFilename}.app`, "Contents", "Resources")
      : join(appOutDir, "resources");
  // It comes along with a copied Electron and would start any folder it is given.
  rmSync(join(resources, "default_app.asar"), { force: true });
  const modules = join(resources, "app.asar.unpacked", "node_modules");
  const node = join(modules, "node", "bin", platform === "win32" ? "node.exe" : "node");
  if (!existsSync(node))
    throw new Error(`The package has no Node for its engine (${node}). Run "node scripts/setup.mjs" first.`);
  const koffi = join(modules, "@koromix", `koffi-${platform}-${architectures[arch]}`);
  if (!existsSync(koffi)) throw new Error(`The package has no koffi for its lab (${koffi}).`);
  const wanted = `${systems[platform]}-${architectures[arch]}`;
  const engines = join(modules, "@node-llama-cpp");
  const found = existsSync(engines) ? readdirSync(engines) : [];
  if (architectures[arch] !== process.arch || !found.some((name) => name.startsWith(wanted))) {
    throw new Error(
      `The package has no engine for ${wanted} (there is: ${found.join(", ")}). Build it on a machine of that kind.`,
    );
  }
}
