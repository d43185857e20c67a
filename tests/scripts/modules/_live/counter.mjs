export let count = 0;
export function increment() { count++; }
await null;
export default 'top-level await is over';
