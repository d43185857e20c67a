// node:assert: what holds, what fails and in which words.
const assert = require('node:assert');

const attempt = (label, run) => {
  try {
    const result = run();
    console.log(`${label}: ok`);
    return result;
  } catch (error) {
    console.log(`${label}: ${error.name} ${error.code} ${error.operator} ${error.generatedMessage}`);
    console.log(error.message);
  }
};

attempt('ok', () => { assert(1); assert.ok('x'); assert.ok([]); });
attempt('ok with message', () => assert.ok(0, 'zero is falsy'));
attempt('ok without a value', () => assert.ok());
attempt('ok with an error', () => assert(false, new TypeError('my own')));
attempt('equal', () => assert.equal(1, '1'));
attempt('equal fails', () => assert.equal(1, 2));
attempt('equal of NaN', () => assert.equal(NaN, NaN));
attempt('notEqual fails', () => assert.notEqual(1, '1'));
attempt('strictEqual', () => assert.strictEqual(NaN, NaN));
attempt('strictEqual of short values', () => assert.strictEqual(1, 2));
attempt('strictEqual of zeros', () => assert.strictEqual(0, -0));
attempt('strictEqual of texts', () => assert.strictEqual('hello world, one', 'hello world, two'));
attempt('strictEqual of equal objects', () => assert.strictEqual({ a: 1 }, { a: 1 }));
attempt('strictEqual with message', () => assert.strictEqual(1, 2, 'not the same'));
attempt('notStrictEqual', () => assert.notStrictEqual(1, 1));
attempt('deepStrictEqual', () => assert.deepStrictEqual({ a: [1, { b: 2 }], c: new Map([[1, { d: 3 }]]) },
  { c: new Map([[1, { d: 3 }]]), a: [1, { b: 2 }] }));
attempt('deepStrictEqual fails', () => assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }));
attempt('deepStrictEqual of types', () => assert.deepStrictEqual([1, 2, 3], [1, 2, '3']));
attempt('deepStrictEqual of prototypes', () => assert.deepStrictEqual(new (class A {})(), {}));
attempt('deepEqual', () => assert.deepEqual({ a: 1, b: '2' }, { a: '1', b: 2 }));
attempt('deepEqual fails', () => assert.deepEqual({ a: 1 }, { a: 2 }));
attempt('notDeepStrictEqual fails', () => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }));
attempt('notDeepEqual', () => assert.notDeepEqual({ a: 1 }, { a: 2 }));
attempt('throws', () => {
  assert.throws(() => { throw new TypeError('no'); });
  assert.throws(() => { throw new TypeError('no'); }, TypeError);
  assert.throws(() => { throw new TypeError('no'); }, /^TypeError: no$/);
  assert.throws(() => { throw new TypeError('no'); }, { name: 'TypeError', message: 'no' });
  assert.throws(() => { throw new TypeError('no'); }, { message: /^n/ });
  assert.throws(() => { throw new TypeError('no'); }, (error) => error instanceof TypeError);
  assert.throws(() => { throw new TypeError('no'); }, new TypeError('no'));
});
attempt('throws nothing', () => assert.throws(() => {}));
attempt('throws nothing of a kind', () => assert.throws(() => {}, TypeError, 'a message'));
attempt('throws by pattern', () => assert.throws(() => { throw new Error('abc'); }, /xyz/));
attempt('throws by properties', () => assert.throws(() => { throw new Error('abc'); }, { message: 'xyz' }));
attempt('throws by validation', () => assert.throws(() => { throw new Error('abc'); }, () => false));
attempt('throws of another class', () => assert.throws(() => { throw new RangeError('abc'); }, TypeError));
attempt('throws no function', () => assert.throws('x'));
attempt('doesNotThrow', () => assert.doesNotThrow(() => {}));
attempt('doesNotThrow fails', () => assert.doesNotThrow(() => { throw new Error('abc'); }, 'why'));
attempt('match', () => assert.match('abc', /b/));
attempt('match fails', () => assert.match('abc', /x/));
attempt('doesNotMatch fails', () => assert.doesNotMatch('abc', /b/));
attempt('fail', () => assert.fail());
attempt('fail with message', () => assert.fail('boom'));
attempt('ifError', () => { assert.ifError(null); assert.ifError(undefined); });
attempt('ifError fails', () => assert.ifError(new Error('abc')));
attempt('missing', () => assert.strictEqual(1));
attempt('strict', () => assert.strict.equal(1, '1'));
attempt('strict module', () => require('assert/strict').deepEqual([1], ['1']));
console.log(assert === require('assert'), require('assert').strict === require('node:assert/strict'));

const equalities = [
  [[new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1])], [new Set([1]), new Set(['1'])]],
  [[new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 1]])], [new Map([[1, 1]]), new Map([[1, '1']])]],
  [[new Date(0), new Date(0)], [new Date(0), new Date(1)]],
  [[/a/g, /a/g], [/a/g, /a/i]],
  [[new Uint8Array([1]), new Uint8Array([1])], [new Uint8Array([1]), new Int8Array([1])]],
  [[Object(1), Object(1)], [Object(1), Object(2)]],
  [[new Error('a'), new Error('a')], [new Error('a'), new Error('b')]],
  [[[, 1], [, 1]], [[, 1], [undefined, 1]]],
  [[{ a: undefined }, { a: undefined }], [{ a: undefined }, {}]],
  [[[NaN], [NaN]], [[0], [-0]]],
  [[null, null], [null, undefined]],
  [[{ [Symbol.for('s')]: 1 }, { [Symbol.for('s')]: 1 }], [{ [Symbol.for('s')]: 1 }, {}]],
];
const { isDeepStrictEqual } = require('util');
const loosely = (a, b) => {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
};
for (const [same, other] of equalities) {
  console.log(isDeepStrictEqual(...same), isDeepStrictEqual(...other), loosely(...same), loosely(...other));
}
const circular = { self: null };
circular.self = circular;
const circular2 = { self: null };
circular2.self = circular2;
console.log(isDeepStrictEqual(circular, circular2));

const error = new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' });
console.log(error instanceof Error, Object.keys(error), error.stack.split('\n')[0], String(error).split('\n')[0]);

(async () => {
  await assert.rejects(Promise.reject(new Error('abc')), /abc/);
  await assert.rejects(async () => { throw new TypeError('abc'); }, TypeError);
  for (const run of [
    () => assert.rejects(Promise.resolve(1)),
    () => assert.rejects(() => 1),
    () => assert.rejects(Promise.reject(new Error('abc')), /xyz/),
    () => assert.doesNotReject(Promise.reject(new Error('abc'))),
  ]) {
    await run().then(() => console.log('fulfilled'), (error) => console.log(error.code, error.message));
  }
})();
