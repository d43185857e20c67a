import data from './data.json' with { type: 'json' };
import cycle, { done } from './a.cjs';
export default [data.list.length, done, cycle.done];
export const name = import.meta.filename.split('/').pop();
