// Matrices: arrays of arrays, Float64Array, LU decomposition, a small convolution, a Fourier transform.
let seed = 3;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
function multiply(a, b) {
  const n = a.length, m = b[0].length, k = b.length, c = [];
  for (let i = 0; i < n; i++) {
    const row = new Array(m).fill(0), ai = a[i];
    for (let x = 0; x < k; x++) {
      const v = ai[x], bx = b[x];
      for (let j = 0; j < m; j++) row[j] += v * bx[j];
    }
    c.push(row);
  }
  return c;
}
function lu(a, n) {
  let det = 1;
  for (let c = 0; c < n; c++) {
    let p = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r * n + c]) > Math.abs(a[p * n + c])) p = r;
    if (p !== c) { det = -det; for (let j = 0; j < n; j++) { const t = a[c * n + j]; a[c * n + j] = a[p * n + j]; a[p * n + j] = t; } }
    const d = a[c * n + c];
    det *= d;
    for (let r = c + 1; r < n; r++) {
      const f = (a[r * n + c] /= d);
      for (let j = c + 1; j < n; j++) a[r * n + j] -= f * a[c * n + j];
    }
  }
  return det;
}
function fft(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) { [re[i], re[j]] = [re[j], re[i]]; [im[i], im[j]] = [im[j], im[i]]; }
  }
  for (let len = 2; len <= n; len <<= 1) {
    const angle = (-2 * Math.PI) / len, wr = Math.cos(angle), wi = Math.sin(angle);
    for (let i = 0; i < n; i += len) {
      let cr = 1, ci = 0;
      for (let k = 0; k < len / 2; k++) {
        const a = i + k, b = a + len / 2;
        const xr = re[b] * cr - im[b] * ci, xi = re[b] * ci + im[b] * cr;
        re[b] = re[a] - xr; im[b] = im[a] - xi;
        re[a] += xr; im[a] += xi;
        const t = cr * wr - ci * wi;
        ci = cr * wi + ci * wr;
        cr = t;
      }
    }
  }
}
function blur(image, w, h) {
  const out = new Uint8ClampedArray(image.length), kernel = [1, 2, 1, 2, 4, 2, 1, 2, 1];
  for (let y = 1; y < h - 1; y++) for (let x = 1; x < w - 1; x++) {
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += image[(y + dy) * w + x + dx] * kernel[(dy + 1) * 3 + dx + 1];
    out[y * w + x] = sum / 16;
  }
  return out;
}
const n = 70;
const a = Array.from({ length: n }, () => Array.from({ length: n }, random));
let c = a;
for (let i = 0; i < 12; i++) c = multiply(c, a);
const flat = Float64Array.from({ length: 130 * 130 }, random);
const det = lu(flat, 130);
const re = new Float64Array(32768).map(() => random()), im = new Float64Array(32768);
fft(re, im);
let image = Uint8ClampedArray.from({ length: 160 * 160 }, () => random() * 256);
for (let i = 0; i < 8; i++) image = blur(image, 160, 160);
console.log('matrix', c[3][5].toPrecision(8), det.toPrecision(6), re[1].toFixed(4), im[77].toFixed(4), image.reduce((x, y) => x + y, 0));
