const depth = (f) => { let n = 0; const g = () => { n++; f(g); }; try { g(); } catch (e) { return `${e.name}: ${e.message}`; } };
console.log(depth((g) => g()));
console.log(depth((g) => [1].map(g)));
console.log(depth((g) => `${{ toString: g }}`));
console.log(depth((g) => new Proxy({}, { get: g }).x));
try { 'x'.repeat(2 ** 30); } catch (e) { console.log(e.name); }
try { new Array(-1); } catch (e) { console.log(e.name); }
