globalThis.count = (globalThis.count ?? 0) + 1;
export const n = count;
export const o = {};
