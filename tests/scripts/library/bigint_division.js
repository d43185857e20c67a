// Division of big integers: signs, sizes around the edges of digits, and that quotient and rest make up the dividend.
const sizes = [1n, 2n, 3n, 10n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 64n + 1n, 2n ** 127n, 2n ** 128n - 1n, 2n ** 128n, 3n ** 100n, 2n ** 191n - 2n ** 64n, 2n ** 192n - 1n, 7n ** 90n, 10n ** 80n, 2n ** 1000n - 1n, 3n ** 2000n];
let hash = 0n, failures = 0;
for (const a of sizes) for (const b of sizes) for (const [x, y] of [[a, b], [-a, b], [a, -b], [-a, -b], [a * b + b - 1n, b], [a * b - 1n, b], [a * b, a]]) {
  const q = x / y, r = x % y;
  const abs = (v) => (v < 0n ? -v : v);
  if (q * y + r !== x || abs(r) >= abs(y) || (r !== 0n && (r < 0n) !== (x < 0n))) failures++;
  hash = (hash * 31n + q + r) % (2n ** 61n - 1n);
}
console.log(failures, hash.toString());
for (const zero of [() => 1n / 0n, () => 3n ** 100n % 0n, () => 0n / 0n]) try { zero(); console.log('no error'); } catch (e) { console.log(e.message); }
console.log(0n / 5n, 0n % 3n ** 90n, (3n ** 90n) / (3n ** 90n), (-(3n ** 90n)) % 3n ** 90n, 5n % 3n ** 90n, -5n / 3n ** 90n);
let f = 1n; for (let i = 1n; i <= 600n; i++) f *= i; let g = f; for (let i = 600n; i >= 1n; i--) { if (g % i !== 0n) console.log('rest', i); g /= i; } console.log(g, (f * f) / f === f, f.toString().length);
