// Direct evals, also nested ones, may contain what their surroundings allow.
const attempt = (name, run) => {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, `${error.name}: ${error.message}`);
  }
};
class Base { m() { return 'base'; } }

attempt('super() by eval', () => {
  let same;
  new class extends Base { constructor() { same = eval('super(); this') === this; } }();
  return same;
});
attempt('super() by nested eval', () => new class extends Base { x = 1; constructor() { eval('eval("super()")'); } }().x);
attempt('super() by eval in an arrow', () => new class extends Base { x = 2; constructor() { (() => eval('super()'))(); } }().x);
attempt('super() twice', () => new class extends Base { constructor() { super(); eval('super()'); } }());
attempt('super.m()', () => new class extends Base { m() { return eval('eval("super.m()")'); } }().m());
attempt('private name', () => new class { #x = 3; m() { return eval('eval("this.#x")'); } }().m());
attempt('new.target', () => new (function F() { this.same = eval('eval("new.target")') === F; })().same);
attempt('arguments in a field', () => new class { x = eval('eval("arguments")'); }());
attempt('own variable in a static field', () => { const C = class { static field = C; }; });
attempt('own variable in a field', () => { const C = class { field = C; static one = new this(); }; });
attempt('inner name in a static field', () => { const C = class Inner { static field = Inner; }; return C.field === C; });

(async () => {
  // What a synchronous dispose method returns is not awaited.
  { await using x = { [Symbol.dispose]: () => new Promise(() => {}) }; }
  console.log('disposed');
})();
