// Conway's life: on an array of arrays, on a typed array, and on an infinite board held in a Set of text keys.
const W = 96, H = 72;
let grid = Array.from({ length: H }, (_, y) => Array.from({ length: W }, (_, x) => ((x * 7 + y * 13 + x * y) % 5 < 2 ? 1 : 0)));
const count = (g, x, y) => {
  let n = 0;
  for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) if (dx || dy) n += g[(y + dy + H) % H][(x + dx + W) % W];
  return n;
};
for (let i = 0; i < 40; i++) grid = grid.map((row, y) => row.map((cell, x) => { const n = count(grid, x, y); return n === 3 || (cell && n === 2) ? 1 : 0; }));
let flat = Uint8Array.from(grid.flat()), next = new Uint8Array(W * H);
for (let i = 0; i < 120; i++) {
  for (let y = 0; y < H; y++) {
    const up = ((y + H - 1) % H) * W, at = y * W, down = ((y + 1) % H) * W;
    for (let x = 0; x < W; x++) {
      const l = (x + W - 1) % W, r = (x + 1) % W;
      const n = flat[up + l] + flat[up + x] + flat[up + r] + flat[at + l] + flat[at + r] + flat[down + l] + flat[down + x] + flat[down + r];
      next[at + x] = n === 3 || (n === 2 && flat[at + x]) ? 1 : 0;
    }
  }
  [flat, next] = [next, flat];
}
let cells = new Set();
for (const [x, y] of [[0, 0], [1, 0], [1, 2], [3, 1], [4, 0], [5, 0], [6, 0]]) cells.add(x + ',' + y);
for (let i = 0; i < 120; i++) {
  const counts = new Map();
  for (const key of cells) {
    const [x, y] = key.split(',').map(Number);
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) if (dx || dy) { const k = `${x + dx},${y + dy}`; counts.set(k, (counts.get(k) || 0) + 1); }
  }
  const born = new Set();
  for (const [key, n] of counts) if (n === 3 || (n === 2 && cells.has(key))) born.add(key);
  cells = born;
}
console.log('life', grid.flat().reduce((a, b) => a + b), flat.reduce((a, b) => a + b), cells.size);
