import type { GpuReasons } from "../../contract/index.ts";
import { backendNames } from "../backends.ts";
import type { Words } from "../language.ts";

const remedies = {
  libglvnd: "Installing libglvnd (Debian and Ubuntu: libegl1) or reinstalling the driver may help.",
  mesa: "Reinstalling it may help (Debian and Ubuntu: mesa-vulkan-drivers).",
};

export const gpuReasons: Words<GpuReasons> = {
  "metal-is-apples-own": () => "Metal is Apple's own way to its graphics.",
  "cuda-is-fastest": () => "CUDA is NVIDIA's own way, and the fastest.",
  "vulkan-serves-all": () => "Vulkan works with cards from every maker.",
  "no-build-for-graphics": () => "The engine has no GPU support for this kind of computer.",
  "metal-not-opened": () => "The engine cannot use the graphics through Metal. Updating macOS may help.",
  "backend-not-opened": ({ backend, remedy }) =>
    `The engine finds no card through ${backendNames[backend]}: its driver does not start. ${remedy === null ? "Reinstalling the driver may help." : remedies[remedy]}`,
  "no-code-for-card": ({ backend }) =>
    `The engine's part for ${backendNames[backend]} does not support this card with its driver. A newer driver may help.`,
  "cuda-part-missing": () => "CUDA would be faster; the engine's part for it is not installed.",
  "older-cuda-part-missing": () =>
    "CUDA 12 is installed, but the engine's part for it is not. Download that part again.",
  "vulkan-part-missing": () => "The engine's part for Vulkan is not installed.",
  "vulkan-loader-missing": ({ library, package: name }) =>
    `Vulkan's loader (${library}) is not installed.${name === null ? "" : ` Debian and Ubuntu: ${name}.`}`,
  "vulkan-driver-missing": () =>
    "No Vulkan driver for it is installed, so the engine cannot use this GPU. Debian and Ubuntu: mesa-vulkan-drivers.",
  "nvidia-vulkan-driver-missing": () =>
    "NVIDIA's driver for Vulkan is not installed either. Debian and Ubuntu: nvidia-vulkan-icd or libnvidia-gl.",
  "cuda-not-installed": ({ versions }) =>
    `NVIDIA's CUDA ${versions.join(" or ")} is not installed: its libraries cudart and cublas are missing.`,
  "other-cuda-would-do": ({ versions }) => `CUDA ${versions.join(" or ")} would work, but is not installed.`,
  "other-cuda-comes-first": ({ version, first }) =>
    `CUDA ${version} is installed too, but the engine takes CUDA ${first} wherever the system finds it.`,
  "driver-too-old": ({ version, needed, installed }) =>
    `CUDA ${version} needs NVIDIA's driver ${needed} or newer; ${installed} is installed.`,
  "card-too-old": ({ version, needed, own }) =>
    `CUDA ${version} needs a card of compute capability ${needed} or higher; this one has ${own}.`,
  "part-needs-driver": ({ version, needed, installed }) =>
    `On this card the engine's part for CUDA ${version} needs NVIDIA's driver ${needed} or newer; ${installed} is installed.`,
  "reserved-for-virtual-machine": () => "It is reserved for a virtual machine.",
  "driver-silent": () => "Its driver does not respond.",
  "reason-as-told": ({ words }) => words,
};
