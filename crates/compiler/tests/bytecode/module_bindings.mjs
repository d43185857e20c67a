import value, { other as renamed } from "./dependency.js";
import * as space from "./dependency.js";
export let count = value;
export default class {}
export function hoisted() { return count + renamed; }
export * from "./all.js";
export { x as y } from "./some.js";
await space;
export const meta = import.meta;
