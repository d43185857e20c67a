// A frame that parks takes along what is left in registers that no instruction will read. While a callee that needs fewer
// registers collects garbage, that must be found, too.
function wide(...values) {
  return values.length;
}
function small(n) {
  while (n > 0) n--;
}
async function parks() {
  await 0;
  let sum = 0;
  for (let i = 0; i < 20; i++) {
    sum += wide({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {});
    small(20);
    await new Promise((resolve) => setTimeout(resolve, 0));
    small(3);
  }
  return sum;
}
console.log(await parks());
