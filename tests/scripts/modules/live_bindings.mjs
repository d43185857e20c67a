import { count, increment } from './_live/counter.mjs';
import * as everything from './_live/counter.mjs';
console.log(count);
increment();
console.log(count, everything.count, Object.keys(everything));
try { everything.count = 9; } catch (e) { console.log(e.name); }
console.log(import.meta.url.startsWith('file://'), import.meta.dirname.endsWith('modules'), typeof require);
const { default: again } = await import('./_live/counter.mjs');
console.log(again, await import('./_live/nothing.mjs').catch((e) => e.code));
console.log(await import('node:nothing').catch((e) => e.code));
