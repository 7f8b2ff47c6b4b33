import type { Answer, Engine } from "../answers/engine/index.ts";

/** The engine, with every answer's figures told to `onAnswer` before whoever asked gets them. */
export function tellAnswers(engine: Engine, onAnswer: (answer: Answer) => void): Engine {
  return {
    state: () => engine.state(),
    onChange: (listener) => engine.onChange(listener),
    load: (options, signal) => engine.load(options, signal),
    async generate(request, options) {
      const answer = await engine.generate(request, options);
      onAnswer(answer);
      return answer;
    },
    processId: () => engine.processId(),
    gone: () => engine.gone(),
    unload: () => engine.unload(),
    dispose: () => engine.dispose(),
  };
}
