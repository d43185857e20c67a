class Base {
    #field = 1;
    static #count = 0;
    open = this.#field;
    ["computed" + 1] = 2;
    static { this.made = Base.#count; }
    constructor(a) { this.a = a; }
    get #private() { return this.#field; }
    set #private(v) { this.#field = v; }
    #method() { return #field in this; }
    method() { this.#private = 1; return this.#method() + new.target; }
    static make() { return new this; }
    static #secret() {}
    gone() { delete super.a; }
}
class Derived extends Base {
    x = 1;
    constructor() {
        const later = () => super();
        later();
        super.a = super.a + 1;
        delete this.a;
    }
}
class Plain extends Derived {}
class Direct extends Derived { constructor(...a) { super(...a); } }
const named = { [Symbol.iterator]: class {}, [1 + named]: () => 1 };

// A key that may be an object is converted once, after the super base was found.
class Keyed extends Object {
  update(key) { super[key] += 1; }
}
