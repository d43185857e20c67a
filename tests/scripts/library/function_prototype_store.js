// A site that stores to `prototype` of functions whose own properties were not looked at yet, and then of others.
function store(target, value) {
  target.prototype = value;
  return target;
}
const made = [];
for (let i = 0; i < 5; i++) made.push(store(function () {}, { i }));
console.log(made.map((f) => f.prototype.i).join());
console.log(made.map((f) => new f().i).join());
