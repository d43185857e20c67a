const a = require('./_cycle/a.cjs');
console.log(a.done, a.seen);
console.log(require('./_cycle/data.json').list, require.cache[__filename].exports === module.exports);
console.log(this === module.exports, __filename.endsWith('commonjs_cycle.cjs'), require.main === module);
try { require('./_cycle/missing'); } catch (e) { console.log(e.code); }
try { require('node:nothing'); } catch (e) { console.log(e.code); }
try { require('./_cycle/broken.json'); } catch (e) { console.log(e.name); }
import('./_cycle/m.mjs').then((m) => console.log(m.default, m.name));
