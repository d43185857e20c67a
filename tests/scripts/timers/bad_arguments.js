for (const f of [() => setTimeout(1), () => queueMicrotask(), () => process.nextTick('x'), () => setImmediate({})]) {
  try { f(); } catch (e) { console.log(e.name, e.code, e.message); }
}
clearTimeout(undefined); clearTimeout({}); clearInterval('nothing'); clearImmediate(null);
for (const delay of [NaN, -1, Infinity, '2', null, {}]) setTimeout((d) => console.log(d, performance.now()), delay, String(delay));
