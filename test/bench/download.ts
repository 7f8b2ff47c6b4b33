import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { GiB, MiB } from "../../src-shared/figures/index.ts";
import { type Benchmark, type Comparison, type Target, compare, median } from "./harness.ts";
import { type DownloadPeer, type PeerSubject, aria2Peer, curlPeer, hfPeer, runPeer } from "./peers/download-peers.ts";
import { benchFile, benchRepository } from "./peers/download-subject.ts";
import type { OurFigures } from "./peers/our-downloads.ts";

const script = (name: string): string => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** A network to fetch through: what the stand-in is told to do with every answer. */
interface Network {
  name: string;
  sizeBytes: number;
  rounds: number;
  delayMs: number;
  bytesPerSecond: number;
  /** Of all MiB, so many end their connection. */
  resetShare: number;
  peers: { peer: DownloadPeer; most: number }[];
}

const plain = { delayMs: 0, bytesPerSecond: 0, resetShare: 0 };
const networks: Network[] = [
  {
    ...plain,
    name: "1 GiB",
    sizeBytes: 1 * GiB,
    rounds: 5,
    peers: [
      { peer: curlPeer, most: 0.65 },
      { peer: aria2Peer, most: 0.35 },
      { peer: hfPeer, most: 0.5 },
    ],
  },
  {
    ...plain,
    name: "40 ms, 10 MB/s a connection",
    sizeBytes: 512 * MiB,
    rounds: 3,
    delayMs: 40,
    bytesPerSecond: 10e6,
    peers: [{ peer: aria2Peer, most: 1.05 }],
  },
  {
    ...plain,
    name: "1 % of the MiB end their connection",
    sizeBytes: 512 * MiB,
    rounds: 3,
    resetShare: 0.01,
    peers: [{ peer: aria2Peer, most: 1.05 }],
  },
];

/** As many as the peer with the most has. */
const connections = 8;
const mostPeakBytes = 150e6;
const mostAfterLastByteMs = 300;

/** From the order to a file whose SHA-256 was compared: ours, in the library and synchronised, against other programs'. */
export const benchmark: Benchmark = {
  async run(note) {
    const comparisons: Comparison[] = [];
    for (const network of networks) comparisons.push(...(await measure(network, note)));
    return comparisons;
  },
};

async function measure(network: Network, note: (text: string) => void): Promise<Comparison[]> {
  const peers = network.peers.filter(({ peer }) => isThere(peer, note));
  const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-download-"));
  const hub = await startStandIn(network);
  const ours = fork(script("our-downloads.ts"), [join(folder, "data"), String(connections)], {
    env: { ...process.env, HF_ENDPOINT: hub.url },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  try {
    await reply(ours);
    const subject: PeerSubject = {
      hubUrl: hub.url,
      url: `${hub.url}/${benchRepository}/resolve/main/${benchFile}`,
      repository: benchRepository,
      file: benchFile,
      sha256: hub.sha256,
      folder: join(folder, "peer"),
    };
    const fetchOurs = async (): Promise<OurFigures> => {
      const answered = reply(ours);
      ours.send("fetch");
      return (await answered) as OurFigures;
    };
    // Once unmeasured: what is read and compiled at the first time only is not what is compared.
    await fetchOurs();
    const own: OurFigures[] = [];
    const others = new Map<DownloadPeer, { milliseconds: number; cpuSeconds: number }[]>();
    for (let round = 0; round < network.rounds; round++) {
      const turns = [
        async () => void own.push(await fetchOurs()),
        ...peers.map(({ peer }) => async () => {
          const figures = await runPeer(peer, subject);
          others.set(peer, [...(others.get(peer) ?? []), figures]);
        }),
      ];
      // Who begins changes.
      for (const turn of [...turns.slice(round % turns.length), ...turns.slice(0, round % turns.length)]) await turn();
    }
    return compared(network, own, peers, others);
  } finally {
    if (ours.connected) {
      ours.disconnect();
      await once(ours, "exit");
    }
    await hub.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The next message. Throws when the process ends instead. */
function reply(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      reject(new Error("our own process ended by itself"));
    };
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
}

function compared(
  { name, sizeBytes }: Network,
  own: readonly OurFigures[],
  peers: Network["peers"],
  others: ReadonlyMap<DownloadPeer, { milliseconds: number; cpuSeconds: number }[]>,
): Comparison[] {
  const middle = <T>(all: readonly T[], figure: (one: T) => number): number => median(all.map(figure));
  const seconds = middle(own, ({ milliseconds }) => milliseconds / 1000);
  const perGiB = GiB / sizeBytes;
  const alone = (what: string, unit: string, figure: number, most: number): Comparison => ({
    ...compare({ name: `${name}: ${what}`, peer: "nobody", unit, ours: figure, theirs: 0 }, { at: "most", ours: most }),
    ratio: null,
  });
  return [
    ...peers.flatMap(({ peer, most }) => {
      const figures = others.get(peer) ?? [];
      const target: Target = { at: "most", ratio: most };
      const theirs = middle(figures, ({ milliseconds }) => milliseconds / 1000);
      const cpu = {
        ours: middle(own, ({ cpuSeconds }) => cpuSeconds * perGiB),
        theirs: middle(figures, ({ cpuSeconds }) => cpuSeconds * perGiB),
      };
      return [
        compare({ name: `${name}: verified`, peer: peer.name, unit: "s", ours: seconds, theirs }, target),
        compare({ name: `${name}: processor, a GiB`, peer: peer.name, unit: "s", ...cpu }, null),
      ];
    }),
    alone(
      "memory for it",
      "MB",
      Math.max(...own.map((one) => one.peakBytes - one.idleBytes)) / 1e6,
      mostPeakBytes / 1e6,
    ),
    {
      ...alone("memory, Node with it", "MB", Math.max(...own.map(({ peakBytes }) => peakBytes)) / 1e6, 0),
      ...{ target: null, met: null },
    },
    alone(
      "after the last byte",
      "ms",
      middle(own, ({ afterLastByteMs }) => afterLastByteMs),
      mostAfterLastByteMs,
    ),
  ];
}

function isThere(peer: DownloadPeer, note: (text: string) => void): boolean {
  const version = peer.version();
  note(version === null ? `${peer.name}: left out, it is not installed` : `${peer.name}: ${version}`);
  return version !== null;
}

interface StandIn {
  url: string;
  sha256: string;
  end(): Promise<void>;
}

async function startStandIn({ sizeBytes, delayMs, bytesPerSecond, resetShare }: Network): Promise<StandIn> {
  const figures = [sizeBytes, delayMs, bytesPerSecond, resetShare].map(String);
  const child = spawn(process.execPath, [script("download-hub.ts"), ...figures], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) if (said.push(line) === 2) break;
  const [url = "", sha256 = ""] = said;
  return {
    url,
    sha256,
    async end() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
