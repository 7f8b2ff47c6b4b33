import type { ForeignFormat, VariantNotes } from "../../contract/index.ts";
import type { Words } from "../language.ts";

const instead = "Bitte ein GGUF-Repository desselben Basismodells suchen.";
const needs = (format: string, what: string): string =>
  `${format} braucht ${what}, und diese Engine liest nur GGUF. ${instead}`;
const weightsFor = (program: string): string =>
  `Das sind Gewichte für ${program}; diese Engine liest nur GGUF. ${instead}`;

const foreign: Readonly<Record<ForeignFormat, string>> = {
  gptq: needs("GPTQ", "eine CUDA-Bibliothek auf einer NVIDIA-GPU"),
  awq: needs("AWQ", "eine CUDA-Bibliothek auf einer NVIDIA-GPU"),
  exl2: needs("EXL2", "ExLlamaV2 auf einer NVIDIA-GPU"),
  exl3: needs("EXL3", "ExLlamaV3 auf einer NVIDIA-GPU"),
  mlx: needs("MLX", "Apples MLX"),
  bitsandbytes: needs("bitsandbytes", "die Bibliothek bitsandbytes für PyTorch"),
  serving: needs("Dieses Format", "einen Python-Server"),
  safetensors: `safetensors enthält Gewichte für PyTorch und Ähnliches; diese Engine liest nur GGUF. ${instead}`,
  pytorch: weightsFor("PyTorch"),
  onnx: needs("ONNX", "die ONNX Runtime"),
  flax: weightsFor("Flax"),
  tensorflow: weightsFor("TensorFlow"),
  "old-ggml": `Das ist eine GGML-Datei aus der Zeit vor GGUF (August 2023), die llama.cpp nicht mehr lädt. ${instead}`,
};

export const variantNotes: Words<VariantNotes> = {
  "is-projector": () => "Ein Projektor für Bilder oder Ton: Er gehört zu einem Modell und ist selbst keines.",
  "is-importance-matrix": () =>
    "Eine Wichtigkeitsmatrix: Mit ihr wurden die Varianten erstellt; sie ist selbst kein Modell.",
  "is-draft-model": () =>
    "Ein Entwurfsmodell für spekulatives Dekodieren: Es gehört zu einem Modell und ist selbst keines.",
  "is-lora-adapter": () => "Ein LoRA-Adapter: die Änderung an einem Modell, die zu ihm gehört und selbst keines ist.",
  "is-control-vector": () => "Ein Steuerungsvektor: Er lenkt ein Modell und ist selbst keines.",
  "is-vocabulary": () => "Nur ein Vokabular: die Wörter eines Modells ohne seine Gewichte.",
  "no-model-file": () => "Keine Modelldatei.",
  "repacked-type-removed": () =>
    "Dieser umgepackte Typ wurde aus llama.cpp entfernt. Die Engine lehnt ihn ab; besser ist Q4_0 oder IQ4_NL des Repositorys, das beim Laden umgepackt wird.",
  "oldest-type-removed": () =>
    "Dieser Typ wurde 2023 aus llama.cpp entfernt, und die Engine kann ihn nicht laden. Besser ist Q4_0 oder Q4_K_M.",
  "type-of-ik-llama": () =>
    "Dieser Typ gehört zu ik_llama.cpp, einer Abspaltung von llama.cpp. Die Engine kann ihn nicht laden; besser ist ein Typ von llama.cpp wie Q4_K_M oder IQ4_XS.",
  "type-of-bitnet": () =>
    "Dieser Typ gehört zu bitnet.cpp, einer Abspaltung von llama.cpp. Die Engine kann ihn nicht laden; bitte TQ1_0 oder TQ2_0 desselben Modells suchen.",
  "foreign-format": ({ format }) => foreign[format],
  "raw-piece": () =>
    "Ein rohes Stück einer zerteilten Datei: Die Engine kann sie erst laden, wenn alle Stücke zu einer Datei verbunden sind.",
  "raw-pieces": () =>
    "Diese Datei wurde auf ältere Art in rohe Stücke zerteilt. Die Engine kann sie erst laden, wenn sie zu einer Datei verbunden sind.",
  "counts-no-parts": () => "Der Name zählt keine Teile, daher lässt sich diese Variante nicht laden.",
  "parts-missing": ({ missing, count, named }) => {
    const which =
      missing > named.length
        ? `${missing} von ${count} Teilen fehlen`
        : named.length === 1
          ? `Teil ${named[0] ?? ""} von ${count} fehlt`
          : `Die Teile ${named.join(", ")} von ${count} fehlen`;
    return `${which} auf dem Hub, daher lässt sich diese Variante nicht laden.`;
  },
  "header-refused": ({ refusal }, saying) => saying.error(refusal),
};
