const fs = require('node:fs');
const path = require('node:path');
const here = path.join(__dirname, '_live', 'counter.mjs');
const order = [];
console.log(fs.readFileSync(here, 'utf8').split('\n')[0], fs.existsSync(here), fs.existsSync(here + 'x'));
fs.readFile(here, 'utf8', (error, text) => {
  console.log(error, text.length);
  setImmediate(() => order.push('immediate'));
  setTimeout(() => { order.push('timer'); console.log(order.join(' ')); fail(); }, 0);
});
const fail = () => fs.readFile('/no/such/file', (error) => {
  console.log(error.code, error.syscall, error.message);
  fs.promises.readFile(here).then((bytes) => console.log(bytes instanceof Uint8Array, bytes.length));
});
try { fs.readFileSync('/no/such/file'); } catch (error) { console.log(error.code, error.errno); }
try { fs.readFile({}, () => {}); } catch (error) { console.log(error.name); }
try { fs.readFile(here); } catch (error) { console.log(error.code); }
console.log(path.resolve('/a', '../b', 'c.txt'), path.parse('/x/y.tar.gz'), path.relative('/a/b', '/a/c/d'));
console.log('end of script');
