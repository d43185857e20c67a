'use strict';
// Runs the package promises-aplus-tests: a small stand-in for mocha, and the adapter for the promises of this runtime.
//
//   npm ci && roundelay --clock virtual run.js
//
// The last line is `872 passed, 0 failed`; every failure has a line of its own before it.

const TIMEOUT = 200;

const tests = [];
let suite = { titles: [], before: [], after: [], outer: null };

globalThis.describe = (title, define) => {
  const outer = suite;
  suite = { titles: [...outer.titles, title], before: [], after: [], outer };
  define();
  suite = outer;
};
globalThis.it = globalThis.specify = (title, run) => tests.push({ title: [...suite.titles, title].join(' > '), run, suite });
globalThis.beforeEach = (hook) => suite.before.push(hook);
globalThis.afterEach = (hook) => suite.after.push(hook);

globalThis.adapter = {
  resolved: (value) => Promise.resolve(value),
  rejected: (reason) => Promise.reject(reason),
  deferred: () => Promise.withResolvers(),
};

// The tests leave rejected promises behind. What a test throws later counts against the test that runs then.
process.on('unhandledRejection', () => {});
let fail = () => {};
process.on('uncaughtException', (error) => fail(error));

// Runs a function that may take a `done` callback.
const finish = (run) => new Promise((resolve, reject) => {
  fail = reject;
  const timer = setTimeout(() => reject(new Error(`timeout of ${TIMEOUT} ms exceeded`)), TIMEOUT);
  const settle = (error) => {
    clearTimeout(timer);
    error ? reject(error) : resolve();
  };
  try {
    if (run.length > 0) run(settle);
    else Promise.resolve(run()).then(() => settle(), settle);
  } catch (error) {
    settle(error);
  }
});

const hooksOf = (suite, name) => (suite ? [...hooksOf(suite.outer, name), ...suite[name]] : []);

require('promises-aplus-tests/lib/testFiles');

(async () => {
  let passed = 0;
  let failed = 0;
  for (const { title, run, suite } of tests) {
    try {
      for (const hook of hooksOf(suite, 'before')) await finish(hook);
      await finish(run);
      for (const hook of hooksOf(suite, 'after')) await finish(hook);
      passed++;
    } catch (error) {
      failed++;
      console.log(`FAILED ${title}: ${error}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
})();
