import { spawn } from "node:child_process";

/**
 * An engine's process without an engine: it loads anything, says what was asked, and ends an answer only when it is sent SIGUSR2, so that
 * a test decides how long it is busy. It gives notice of each command. The question "spawn" makes it start a process, whose number it
 * says; at "die" it ends while the prompt is made, as by a template that the engine does not survive.
 */
const send = (report) => process.send(report);
let asked = [];

process.on("disconnect", () => process.exit(0));
process.on("SIGUSR2", () => {
  const [id, ...others] = asked;
  asked = others;
  if (id !== undefined) send({ type: "answered", id, answer: { ...answer, stopReason: "stopped" } });
});
process.on("message", (command) => {
  switch (command.type) {
    case "load":
      send({ type: "loaded", memory });
      break;
    case "generate": {
      const { text } = command.messages.at(-1);
      if (text === "die") process.abort();
      asked.push(command.id);
      send({ type: "prompted", id: command.id, promptTokens: 1, cachedTokens: 0 });
      send({ type: "delta", id: command.id, part: "text", text: text === "spawn" ? String(startOther()) : text });
      break;
    }
    case "stop":
      send({ type: "stopping", id: command.id });
      break;
    case "end":
      process.exit(0);
  }
  // Messages arrive in order: when this one is there, so is everything that the command led to.
  send({
    type: "notice",
    message: `${command.type} ${command.id ?? (command.ignoreTemplate ? "in a known form" : "")}`.trim(),
  });
});

function startOther() {
  const waiting = "process.on('disconnect', () => undefined); setInterval(() => undefined, 60_000)";
  return spawn(process.execPath, ["-e", waiting], { stdio: "ignore" }).pid;
}

const memory = { anonymousBytes: null, fileBackedBytes: null, gpuBytes: null };
const counts = { promptTokens: 1, cachedTokens: 0, tokens: 1, contextUsedTokens: 2, contextTokens: 1024 };
const answer = { ...counts, decodeMs: 1, promptMs: 1, seed: 7, threads: null, leftOutTurns: null, memory };
