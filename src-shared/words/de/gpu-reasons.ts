import type { GpuReasons } from "../../contract/index.ts";
import { backendNames } from "../backends.ts";
import type { Words } from "../language.ts";

const remedies = {
  libglvnd: "Vielleicht hilft es, libglvnd (Debian und Ubuntu: libegl1) oder den Treiber neu zu installieren.",
  mesa: "Vielleicht hilft es, ihn neu zu installieren (Debian und Ubuntu: mesa-vulkan-drivers).",
};

export const gpuReasons: Words<GpuReasons> = {
  "metal-is-apples-own": () => "Metal ist Apples eigener Weg zu seiner Grafik.",
  "cuda-is-fastest": () => "CUDA ist NVIDIAs eigener Weg und der schnellste.",
  "vulkan-serves-all": () => "Vulkan läuft mit den Karten aller Hersteller.",
  "no-build-for-graphics": () => "Auf Computern dieser Art kann die Engine keine GPU nutzen.",
  "metal-not-opened": () =>
    "Die Engine kann die Grafik nicht über Metal nutzen. Vielleicht hilft ein Update von macOS.",
  "backend-not-opened": ({ backend, remedy }) =>
    `Die Engine findet über ${backendNames[backend]} keine Karte: Der Treiber startet nicht. ${remedy === null ? "Vielleicht hilft es, den Treiber neu zu installieren." : remedies[remedy]}`,
  "no-code-for-card": ({ backend }) =>
    `Der ${backendNames[backend]}-Teil der Engine unterstützt diese Karte mit ihrem Treiber nicht. Vielleicht hilft ein neuerer Treiber.`,
  "cuda-part-missing": () => "CUDA wäre schneller; der Teil der Engine dafür ist nicht installiert.",
  "older-cuda-part-missing": () =>
    "CUDA 12 ist installiert, der Teil der Engine dafür aber nicht. Diesen Teil neu herunterladen.",
  "vulkan-part-missing": () => "Der Vulkan-Teil der Engine ist nicht installiert.",
  "vulkan-loader-missing": ({ library, package: name }) =>
    `Der Loader von Vulkan (${library}) ist nicht installiert.${name === null ? "" : ` Debian und Ubuntu: ${name}.`}`,
  "vulkan-driver-missing": () =>
    "Dafür ist kein Vulkan-Treiber installiert, deshalb kann die Engine diese GPU nicht nutzen. Debian und Ubuntu: mesa-vulkan-drivers.",
  "nvidia-vulkan-driver-missing": () =>
    "Auch NVIDIAs Treiber für Vulkan ist nicht installiert. Debian und Ubuntu: nvidia-vulkan-icd oder libnvidia-gl.",
  "cuda-not-installed": ({ versions }) =>
    `NVIDIAs CUDA ${versions.join(" oder ")} ist nicht installiert: Die Bibliotheken cudart und cublas fehlen.`,
  "other-cuda-would-do": ({ versions }) => `CUDA ${versions.join(" oder ")} ginge, ist aber nicht installiert.`,
  "other-cuda-comes-first": ({ version, first }) =>
    `CUDA ${version} ist auch installiert, doch die Engine nimmt CUDA ${first}, wo immer das System es findet.`,
  "driver-too-old": ({ version, needed, installed }) =>
    `CUDA ${version} braucht NVIDIAs Treiber ${needed} oder neuer; installiert ist ${installed}.`,
  "card-too-old": ({ version, needed, own }) =>
    `CUDA ${version} braucht eine Karte mit Compute Capability ${needed} oder höher; diese hat ${own}.`,
  "part-needs-driver": ({ version, needed, installed }) =>
    `Auf dieser Karte braucht der Teil der Engine für CUDA ${version} NVIDIAs Treiber ${needed} oder neuer; installiert ist ${installed}.`,
  "reserved-for-virtual-machine": () => "Sie ist für eine virtuelle Maschine reserviert.",
  "driver-silent": () => "Ihr Treiber antwortet nicht.",
  "reason-as-told": ({ words }) => words,
};
