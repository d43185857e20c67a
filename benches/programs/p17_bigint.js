// BigInt: digits of pi, modular powers, factorials, conversion to text and back, 64-bit hashing.
function pi(digits) {
  let q = 1n, r = 0n, t = 1n, k = 1n, n = 3n, l = 3n, out = '';
  while (out.length < digits) {
    if (4n * q + r - t < n * t) {
      out += n;
      const nr = 10n * (r - n * t);
      n = (10n * (3n * q + r)) / t - 10n * n;
      q *= 10n;
      r = nr;
    } else {
      const nr = (2n * q + r) * l;
      const nn = (q * (7n * k) + 2n + r * l) / (t * l);
      q *= k; t *= l; l += 2n; k += 1n; n = nn; r = nr;
    }
  }
  return out;
}
function power(base, exponent, modulus) {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n) { if (exponent & 1n) result = (result * base) % modulus; base = (base * base) % modulus; }
  return result;
}
let f = 1n;
for (let i = 1n; i <= 3000n; i++) f *= i;
const text = f.toString();
const m = 2n ** 521n - 1n;
let p = 0n;
for (let i = 0n; i < 40n; i++) p ^= power(3n + i, m - 2n - i, m);
let h = 0xcbf29ce484222325n;
for (let i = 0; i < 400000; i++) { h ^= BigInt(i & 255); h = BigInt.asUintN(64, h * 0x100000001b3n); }
let a = 0n, b = 1n;
for (let i = 0; i < 20000; i++) [a, b] = [b, a + b];
console.log('bigint', pi(900).slice(-8), text.length, BigInt(text) === f, p.toString(16).slice(0, 12), h.toString(36), a.toString().slice(-9));
