// Class hierarchies: private fields and methods, getters and setters, super calls, statics, toString and iteration protocols, mixins.
class Shape { #id; static #count = 0; #tags = []; constructor(name) { this.#id = ++Shape.#count; this.name = name; } get id() { return this.#id; } get tags() { return this.#tags; } tag(t) { this.#tags.push(t); return this; } area() { return 0; } describe() { return `${this.name}#${this.#id}:${this.area().toFixed(1)}`; } static get count() { return Shape.#count; } static isShape(x) { return #id in x; } }
class Circle extends Shape { #radius; constructor(radius) { super('circle'); this.#radius = radius; } get radius() { return this.#radius; } set radius(r) { if (r < 0) throw new RangeError('negative'); this.#radius = r; } area() { return Math.PI * this.#radius ** 2; } }
class Rect extends Shape { #w; #h; constructor(w, h, name = 'rect') { super(name); this.#w = w; this.#h = h; } get w() { return this.#w; } get h() { return this.#h; } #product() { return this.#w * this.#h; } area() { return this.#product(); } scale(k) { this.#w *= k; this.#h *= k; return this; } }
class Square extends Rect { constructor(side) { super(side, side, 'square'); } describe() { return super.describe() + '!'; } }
class Account { #balance = 0; #log = []; static fees = 0.01; deposit(n) { this.#balance += n; this.#log.push(n); return this; } withdraw(n) { const total = n * (1 + Account.fees); if (total > this.#balance) return false; this.#balance -= total; this.#log.push(-total); return true; } get balance() { return this.#balance; } get length() { return this.#log.length; } *[Symbol.iterator]() { for (const x of this.#log) yield x; } }
class Savings extends Account { #rate; constructor(rate) { super(); this.#rate = rate; } month() { return this.deposit(this.balance * this.#rate); } }
const Comparable = (Base) => class extends Base { compare(other) { return this.key() - other.key(); } };
const Printable = (Base) => class extends Base { toString() { return `<${this.key()}>`; } };
class Point { constructor(x, y) { this.x = x; this.y = y; } plus(o) { return new this.constructor(this.x + o.x, this.y + o.y); } key() { return this.x * 31 + this.y; } }
class Vertex extends Printable(Comparable(Point)) { get norm() { return Math.hypot(this.x, this.y); } }
class Stack { #items = []; #size = 0; push(x) { this.#items[this.#size++] = x; } pop() { return this.#size ? this.#items[--this.#size] : undefined; } get size() { return this.#size; } peek() { return this.#items[this.#size - 1]; } }
let total = 0;
for (let round = 0; round < 260; round++) {
  const shapes = [];
  for (let i = 0; i < 90; i++) shapes.push(i % 3 === 0 ? new Circle(i) : i % 3 === 1 ? new Rect(i, 2) : new Square(i));
  for (const s of shapes) { total += s.area() + s.id % 7; s.tag('t').tag('u'); if (s instanceof Rect) s.scale(2); else s.radius = s.radius + 1; total += s.tags.length + (Shape.isShape(s) ? 1 : 0); }
  total += shapes[round % 90].describe().length;
  const account = new Savings(0.02);
  account.deposit(1000);
  for (let i = 0; i < 60; i++) { account.month(); if (!account.withdraw(i * 3)) total--; }
  for (const x of account) total += x > 0 ? 1 : -1;
  total += account.balance / 1e4 + account.length;
  let v = new Vertex(1, 2), sum = 0;
  for (let i = 0; i < 120; i++) { v = v.plus(new Vertex(i & 3, 1)); sum += v.norm + v.compare(new Vertex(i, i)); }
  total += Math.round(sum) + `${v}`.length;
  const stack = new Stack();
  for (let i = 0; i < 200; i++) { stack.push(i); if (i % 3 === 0) total += stack.pop(); if (stack.peek() === 5) total++; }
  total += stack.size;
}
console.log('classes', total.toFixed(3), Shape.count);
