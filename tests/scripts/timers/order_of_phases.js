setImmediate(() => {
  console.log('immediate 1');
  setImmediate(() => console.log('immediate 3: next round'));
  process.nextTick(() => console.log('tick of immediate 1'));
  Promise.resolve().then(() => console.log('job of immediate 1'));
});
setImmediate(() => console.log('immediate 2'));
process.nextTick(() => console.log('tick'));
queueMicrotask(() => console.log('job'));
console.log('script');
