// Dynamic dispatch over many classes: overridden methods, super calls, getters, symbols, instanceof.
class Shape {
  constructor(name) { this.name = name; }
  area() { return 0; }
  scale(k) { return this; }
  get label() { return `${this.name}`; }
  describe() { return this.label.length + this.area(); }
  accept(visitor) { return visitor.visitShape(this); }
}
const classes = [];
for (let i = 0; i < 24; i++) {
  const Base = i < 4 ? Shape : classes[i % 4];
  classes.push(
    class extends Base {
      constructor(name, size) { super(name, size); this['field' + i] = size; this.size = size; if (i % 3 === 0) this.extra = i; }
      area() { return this.size * (i + 1) + (i >= 4 ? super.area() % 7 : 0); }
      scale(k) { this.size += k; return i % 2 ? this : super.scale(k / 2); }
      get label() { return i % 5 ? super.label : 'L' + i; }
      accept(visitor) { return i % 3 ? visitor.visitEven(this) : visitor.visitOdd(this); }
      [Symbol.toPrimitive](hint) { return hint === 'number' ? this.size : 'shape' + i; }
      static make(size) { return new this('k' + i, size); }
    }
  );
}
class Visitor {
  constructor() { this.total = 0; }
  visitShape(s) { this.total += 1; return s; }
  visitEven(s) { this.total += s.size; return s; }
  visitOdd(s) { this.total -= s.extra ?? 1; return s; }
}
class Loud extends Visitor { visitEven(s) { this.total++; return super.visitEven(s); } }
const shapes = [];
for (let i = 0; i < 480; i++) shapes.push(classes[(i * 7) % 24].make((i % 11) + 1));
let sum = 0;
const visitors = [new Visitor(), new Loud()];
for (let round = 0; round < 700; round++) {
  for (let i = 0; i < shapes.length; i++) {
    const s = shapes[i];
    sum += s.area() + s.describe();
    s.scale(round & 1 ? 1 : -1).accept(visitors[i & 1]);
    if (s instanceof classes[2]) sum += 2;
    if (s.constructor === classes[i % 24]) sum += +s;
    const f = s['field' + (i % 24)];
    if (f !== undefined) sum += f;
  }
}
console.log('megamorphic', sum.toFixed(1), visitors.map((v) => v.total.toFixed(1)).join());
