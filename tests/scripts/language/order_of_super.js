// 13.3.7: the super constructor and the super base are found before arguments and right sides run.
class A { constructor(x) { this.x = `A${x}`; } }
class B { constructor(x) { this.x = `B${x}`; } }
class D extends A { constructor() { super((Object.setPrototypeOf(D, B), 1)); } }
console.log(new D().x, new D().x);
class E extends A { constructor() { super((Object.setPrototypeOf(E, null), 2)); } }
console.log(new E().x);
try { new E(); } catch (error) { console.log(error.message); }
try { new (class extends null {})(); } catch (error) { console.log(error.message); }

const first = { set p(value) { console.log('first', value); } };
const second = { set p(value) { console.log('second', value); } };
const object = {
  m() {
    super['p'] = (Object.setPrototypeOf(object, second), 5);
    super.p = 6;
    ({ a: super.p } = { a: 7 });
  },
};
Object.setPrototypeOf(object, first);
object.m();
const orphan = { m() { super.q = console.log('the right side runs'); } };
Object.setPrototypeOf(orphan, null);
try { orphan.m(); } catch (error) { console.log(error.message); }
const counting = { m() { super.v += 1; super['v']++; return super.v; } };
Object.setPrototypeOf(counting, { v: 1 });
console.log(counting.m(), counting.v);
