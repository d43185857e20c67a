// Old style: constructor functions, prototype chains, arguments, call and apply, getters by defineProperty, mixins, objects as dictionaries.
function Animal(name) { this.name = name; this.energy = 10; }
Animal.prototype.eat = function (n) { this.energy += n; return this; };
Animal.prototype.speak = function () { return this.name; };
function Dog() { Animal.apply(this, arguments); this.tricks = {}; }
Dog.prototype = Object.create(Animal.prototype, { constructor: { value: Dog } });
Dog.prototype.learn = function (trick, n) { this.tricks[trick] = (this.tricks[trick] || 0) + n; return this; };
Dog.prototype.speak = function () { return Animal.prototype.speak.call(this) + '!'; };
Object.defineProperty(Dog.prototype, 'power', { get: function () { var n = 0; for (var k in this.tricks) if (Object.prototype.hasOwnProperty.call(this.tricks, k)) n += this.tricks[k]; return n + this.energy; } });
function mixin(target) { for (var i = 1; i < arguments.length; i++) { var s = arguments[i]; Object.keys(s).forEach(function (k) { target[k] = s[k]; }); } return target; }
var Walker = { walk: function (d) { this.at = (this.at | 0) + d; return this; } }, Swimmer = { swim: function (d) { this.depth = (this.depth | 0) + d; return this; } };
mixin(Dog.prototype, Walker, Swimmer);
function variadic() { var s = 0; for (var i = 0; i < arguments.length; i++) s += arguments[i]; return s; }
function delegate() { return variadic.apply(null, arguments) + variadic.call(null, 1, 2); }
var bound = variadic.bind(null, 1, 2), total = 0, dogs = [];
for (var i = 0; i < 200; i++) dogs.push(new Dog('d' + i));
for (var r = 0; r < 700; r++) {
  for (var j = 0; j < dogs.length; j++) {
    var dog = dogs[j];
    dog.eat(1).walk(j & 3).swim(1).learn('t' + (r % 6), 1);
    total += dog.speak().length + delegate(r, j, 3) + bound(4);
    if (r % 10 === 0) total += dog.power;
    if ('walk' in dog && dog instanceof Animal) total++;
  }
}
var words = {}, names = ['constructor', 'toString', 'valueOf', 'alpha', 'beta', 'gamma', '__x'];
for (var w = 0; w < 400000; w++) { var name = names[w % 7] + (w % 31); if (!Object.prototype.hasOwnProperty.call(words, name)) words[name] = 0; words[name]++; if (w % 97 === 0) delete words[name]; }
for (var key in words) total += words[key];
console.log('prototypes', total, Object.keys(words).length);
