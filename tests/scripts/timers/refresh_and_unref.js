// An unreferenced timer does not keep the program alive; refresh starts the delay anew.
const t = setTimeout(() => console.log('refreshed at', performance.now()), 50);
setTimeout(() => { t.refresh(); console.log('refresh at', performance.now()); }, 30);
const never = setTimeout(() => console.log('never'), 1e6);
never.unref();
console.log(never.hasRef(), t.hasRef());
const interval = setInterval(() => { console.log('interval'); if (++n === 3) clearInterval(interval); }, 10);
let n = 0;
clearTimeout(+setTimeout(() => console.log('never: cleared by number'), 5));
