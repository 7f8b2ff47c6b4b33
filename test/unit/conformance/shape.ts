/** What a value is made of, without its figures: kinds of values, the keys of objects, what lists and maps hold. */
export interface Shape {
  kinds: Set<string>;
  keys: Map<string, Shape>;
  items: Shape | null;
}

const empty = (): Shape => ({ kinds: new Set(), keys: new Map(), items: null });

export interface ShapeOptions {
  /** Paths of objects whose keys are ids and no part of their form, as "" for the answer itself. */
  maps?: string[] | undefined;
  /** Paths of what may be left out. */
  optional?: string[] | undefined;
}

/** A statement's figures and an error's details depend on what is said, and do not belong to the shape. */
export function shapeOf(value: unknown, options: ShapeOptions = {}, path = "", into = empty()): Shape {
  const { maps = [], optional = [] } = options;
  if (value === null || value === undefined) {
    into.kinds.add("null");
    return into;
  }
  if (typeof value !== "object") {
    into.kinds.add(typeof value);
    return into;
  }
  if (Array.isArray(value) || maps.includes(path)) {
    into.kinds.add(Array.isArray(value) ? "list" : "map");
    for (const item of Object.values(value)) into.items = shapeOf(item, options, `${path}[]`, into.items ?? empty());
    return into;
  }
  into.kinds.add("object");
  const isOpen = "key" in value && "figures" in value;
  for (const [key, of] of Object.entries(value)) {
    const below = `${path}.${key}`;
    if (isOpen || key === "details" || optional.includes(below)) continue;
    into.keys.set(key, shapeOf(of, options, below, into.keys.get(key)));
  }
  return into;
}

/** Where two shapes cannot be of one type, by path: a key that the other lacks, or another kind of value. What may be null may be anything. */
export function differences(one: Shape, other: Shape, path = ""): string[] {
  const kinds = [one, other].map((shape) => [...shape.kinds].filter((kind) => kind !== "null"));
  const [ofOne = [], ofOther = []] = kinds;
  if (ofOne.length === 0 || ofOther.length === 0) return [];
  if (!ofOne.some((kind) => ofOther.includes(kind)))
    return [`${path}: ${ofOne.join(" or ")} here, ${ofOther.join(" or ")} there`];
  const found = one.items && other.items ? differences(one.items, other.items, `${path}[]`) : [];
  const isObject = ofOne.includes("object") && ofOther.includes("object");
  for (const key of isObject ? new Set([...one.keys.keys(), ...other.keys.keys()]) : []) {
    const [here, there] = [one.keys.get(key), other.keys.get(key)];
    if (here && there) found.push(...differences(here, there, `${path}.${key}`));
    else found.push(`${path}.${key}: only ${here ? "here" : "there"}`);
  }
  return found;
}
