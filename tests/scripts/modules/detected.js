// No package.json says what this is: its syntax does.
import { increment, count } from './_live/counter.mjs';
increment();
console.log(count, typeof module, this);
