/** A failure whose message says what to do; printed without a stack. */
export class SetupError extends Error {
  name = "SetupError";
}

/** Setup speaks on stderr only: stdout belongs to the command that called it. */
export function say(message) {
  process.stderr.write(`setup: ${message}\n`);
}

/** Ends a script whose promise failed: the message alone when it is for people, the stack when it is a fault of ours. */
export function fail(error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : (error?.stack ?? String(error))}\n`);
  process.exit(1);
}
