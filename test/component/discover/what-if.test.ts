import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it } from "vitest";
import type { CommonMachine, LadderRequest, MachineInput } from "../../../src-shared/contract/index.ts";
import { commonMachines } from "../../../src-main/ground/hardware/index.ts";
import Discover from "../../../src-renderer/features/discover/Discover.svelte";
import { machineGroups } from "../../../src-renderer/features/discover/machine-groups.ts";
import {
  type TypedFields,
  emptyFields,
  fieldErrors,
  fieldsFrom,
  typedMachine,
} from "../../../src-renderer/features/discover/typed-machine.ts";
import { show } from "../show.ts";
import { stubIntersectionObserver } from "../stub-intersection-observer.ts";
import { LanguageState } from "../../../src-renderer/state/language.svelte.ts";

const english = new LanguageState({ language: "en" });
beforeAll(stubIntersectionObserver);

const machines: readonly CommonMachine[] = commonMachines;
const fields = (change: Partial<TypedFields>): TypedFields => ({ ...emptyFields, ...change });

describe("the list of computers", () => {
  it("finds by any of the words that are shown, and keeps the groups", () => {
    expect(machineGroups(english, machines, "").map(({ title }) => title)).toEqual([
      "Popular",
      "Laptops",
      "Desktops",
      "Apple silicon",
      "Servers",
    ]);
    const [popular, ...groups] = machineGroups(english, machines, "");
    expect(groups.flatMap((group) => group.machines)).toHaveLength(machines.length);
    expect(popular?.machines.length).toBeGreaterThan(4);
    const found = machineGroups(english, machines, "m2 16").flatMap((group) => group.machines);
    expect(found.map(({ machine: { id } }) => id)).toEqual(["mac-m2-16"]);
    expect(machineGroups(english, machines, "laptop RTX4060")).toMatchObject([{ title: "Laptops" }]);
    expect(machineGroups(english, machines, "abacus")).toEqual([]);
    // The heading says what kind of computer it is.
    const names = (title: string): string[] =>
      groups.find((group) => group.title === title)?.machines.map(({ name }) => name) ?? [];
    expect(names("Laptops")).toContain("RTX 4060 8 GB");
    expect(names("Desktops")).toContain("RTX 4070 12 GB");
  });
});

describe("a computer that is typed in", () => {
  it.each([
    [{ ram: "" }, "ram"],
    [{ ram: "lots" }, "ram"],
    [{ ram: "0" }, "ram"],
    [{ cores: "3.5" }, "cores"],
    [{ bandwidth: "-1" }, "bandwidth"],
    [{ graphics: "nvidia", gpu: "" }, "gpu"],
    [{ graphics: "amd", gpuBandwidth: "99999" }, "gpuBandwidth"],
  ] as const)("says what is wrong with %j", (change, field) => {
    expect(fieldErrors(english, fields(change))[field]).toBeTruthy();
    expect(typedMachine(english, fields(change))).toBeNull();
  });

  it("does not ask for the memory of a card that is not there", () => {
    expect(typedMachine(english, fields({ gpu: "none of it" }))).toMatchObject({ gpus: [] });
  });

  it("reads a comma as people write it, and leaves out what is unknown", () => {
    const machine = typedMachine(english, fields({ ram: "7,5" }));
    expect(machine?.memory).toEqual({ totalBytes: 7.5 * 1024 ** 3 });
    expect(machine?.cpu).toBeUndefined();
  });

  it("reads thousands as the window writes them", () => {
    expect(typedMachine(english, fields({ ram: "1,024" }))?.memory).toEqual({ totalBytes: 1024 ** 4 });
    expect(fieldErrors(english, fields({ ram: "1,024,000" })).ram).toBe("From 1 to 4,096 GB.");
  });

  it.each(["none", "nvidia", "amd", "apple"] as const)("comes back as it was typed: %s", (graphics) => {
    const typed = fields({ ram: "32", graphics, gpu: "12", bandwidth: "51.2", cores: "8" });
    const machine: MachineInput | null = typedMachine(english, typed);
    expect(machine).not.toBeNull();
    const back = machine && fieldsFrom(english, machine);
    expect(back).toMatchObject({ ram: "32", graphics, bandwidth: "51.2", cores: "8" });
    if (graphics === "nvidia" || graphics === "amd") expect(back?.gpu).toBe("12");
  });
});

it("calls a card of which only the size is known by its size and its maker", () => {
  expect(typedMachine(english, fields({ graphics: "nvidia", gpu: "24" }))?.gpus).toMatchObject([
    { name: "24 GB NVIDIA card" },
  ]);
});

describe("what if", () => {
  it("shows list and table for the other computer, says so, and comes back", async () => {
    const user = userEvent.setup();
    const { inputsOf } = show(Discover);
    await screen.findByRole("table");
    await user.click(screen.getByRole("radio", { name: "What if…" }));
    await user.type(await screen.findByRole("searchbox", { name: "Search computers" }), "laptop 8 gb");
    await user.click(await screen.findByRole("button", { name: /^Laptop, 4 cores/ }));
    expect(screen.queryByText(/^Showing:/)).toBeNull();
    await user.click(screen.getByRole("button", { name: "Show this computer" }));

    const bar = await screen.findByText(/^Showing:/);
    expect(bar.textContent).toMatch(/Laptop, 4 cores.*not this computer/);
    const asked = (name: string): unknown => (inputsOf("catalog", name).at(-1) as LadderRequest).machine?.name;
    await waitFor(() => expect([asked("ladder"), asked("fits")]).toEqual(Array(2).fill("Laptop, 4 cores, 8 GB")));
    await waitFor(() => expect(screen.getByRole("button", { name: /^Llama-3\.3-70B/ }).textContent).toMatch(/not fit/));

    await user.click(screen.getByRole("button", { name: "Back to this computer" }));
    await waitFor(() => expect(screen.queryByText(/^Showing:/)).toBeNull());
    await waitFor(() => expect([asked("ladder"), asked("fits")]).toEqual([undefined, undefined]));
  });

  it("walks through the computers with the arrow keys as one stop", async () => {
    const user = userEvent.setup();
    show(Discover);
    await screen.findByRole("table");
    await user.click(screen.getByRole("radio", { name: "What if…" }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findAllByRole("button", { name: /^Mac, M2/ });
    expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search computers" }));
    await user.keyboard("{ArrowDown}{ArrowDown}{End}{ArrowUp}");
    expect(document.activeElement?.textContent).toMatch(/^Mac, M2/);
    const stops = within(dialog)
      .getAllByRole("button", { name: / GB$/ })
      .filter((button) => button.tabIndex === 0);
    expect(stops).toEqual([document.activeElement]);
    await user.keyboard("{Enter}");
    await user.click(within(dialog).getByRole("button", { name: "Show this computer" }));
    expect((await screen.findByText(/^Showing:/)).textContent).toContain("Mac, M2");
  });
});
