// QR codes of version 4 with error correction M (ISO/IEC 18004): up to 90 letters, digits and " $%*+-./:". Enough for
// an address.
const SIZE = 33;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const DATA = 64;
const BLOCKS = 2;
const CHECKS = 18;
const LEVEL_M = 0;

const EXP = [];
const LOG = [];
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = x;
  LOG[x] = i;
  x = (x << 1) ^ (x & 0x80 ? 0x11d : 0);
}
const multiply = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

/** Reed-Solomon remainder over GF(256). */
function checks(data) {
  let generator = [1];
  for (let i = 0; i < CHECKS; i++) {
    const next = [...generator, 0];
    generator.forEach((g, j) => { next[j + 1] ^= multiply(g, EXP[i]); });
    generator = next;
  }
  const rest = [...data, ...new Array(CHECKS).fill(0)];
  for (let i = 0; i < data.length; i++) {
    const factor = rest[i];
    generator.forEach((g, j) => { rest[i + j] ^= multiply(g, factor); });
  }
  return rest.slice(data.length);
}

function codewords(text) {
  const bits = [];
  const put = (value, size) => { for (let i = size - 1; i >= 0; i--) bits.push((value >> i) & 1); };
  put(0b0010, 4);
  put(text.length, 9);
  for (let i = 0; i < text.length; i += 2) {
    const a = ALPHABET.indexOf(text[i]);
    const b = i + 1 < text.length ? ALPHABET.indexOf(text[i + 1]) : 0;
    if (a < 0 || b < 0) throw new RangeError('a character that this code has not');
    if (i + 1 < text.length) put(45 * a + b, 11);
    else put(a, 6);
  }
  if (bits.length > 8 * DATA) throw new RangeError('too long');
  put(0, Math.min(4, 8 * DATA - bits.length));
  while (bits.length % 8) bits.push(0);
  const bytes = [];
  for (let i = 0; i < bits.length; i += 8) bytes.push(Number.parseInt(bits.slice(i, i + 8).join(''), 2));
  for (let pad = 0xec; bytes.length < DATA; pad ^= 0xec ^ 0x11) bytes.push(pad);
  const blocks = Array.from({ length: BLOCKS }, (_, i) => bytes.slice((i * DATA) / BLOCKS, ((i + 1) * DATA) / BLOCKS));
  const sums = blocks.map(checks);
  const weave = (parts) => parts[0].flatMap((_, i) => parts.map((part) => part[i]));
  return [...weave(blocks), ...weave(sums)];
}

const MASKS = [
  (r, c) => (r + c) % 2 === 0, (r) => r % 2 === 0, (r, c) => c % 3 === 0, (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0, (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0, (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

function frame() {
  const grid = Array.from({ length: SIZE }, () => new Array(SIZE).fill(null));
  const finder = (row, column) => {
    for (let r = -1; r <= 7; r++) {
      for (let c = -1; c <= 7; c++) {
        if (grid[row + r]?.[column + c] === undefined) continue;
        const ring = Math.max(Math.abs(r - 3), Math.abs(c - 3));
        grid[row + r][column + c] = ring !== 2 && ring !== 4;
      }
    }
  };
  finder(0, 0);
  finder(0, SIZE - 7);
  finder(SIZE - 7, 0);
  for (let r = -2; r <= 2; r++) for (let c = -2; c <= 2; c++) grid[26 + r][26 + c] = Math.max(Math.abs(r), Math.abs(c)) !== 1;
  for (let i = 8; i < SIZE - 8; i++) {
    grid[6][i] = i % 2 === 0;
    grid[i][6] = i % 2 === 0;
  }
  return grid;
}

/** Where the 15 bits of the format go, both times. */
function formatPlaces() {
  const first = [];
  for (let i = 0; i <= 5; i++) first.push([8, i]);
  first.push([8, 7], [8, 8], [7, 8]);
  for (let i = 5; i >= 0; i--) first.push([i, 8]);
  const second = [];
  for (let i = 0; i < 7; i++) second.push([SIZE - 1 - i, 8]);
  for (let i = 7; i < 15; i++) second.push([8, SIZE - 15 + i]);
  return [first, second];
}

function format(mask) {
  const data = (LEVEL_M << 3) | mask;
  let rest = data << 10;
  for (let bit = 14; bit >= 10; bit--) if ((rest >> bit) & 1) rest ^= 0x537 << (bit - 10);
  return ((data << 10) | rest) ^ 0x5412;
}

function draw(words, mask) {
  const grid = frame();
  const places = formatPlaces();
  const bits = format(mask);
  for (const list of places) list.forEach(([r, c], i) => { grid[r][c] = ((bits >> (14 - i)) & 1) === 1; });
  grid[SIZE - 8][8] = true;
  const free = grid.map((row) => row.map((cell) => cell === null));
  let at = 0;
  for (let right = SIZE - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right--;
    for (let step = 0; step < SIZE; step++) {
      const r = up ? SIZE - 1 - step : step;
      for (const c of [right, right - 1]) {
        if (!free[r][c]) continue;
        const bit = ((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        grid[r][c] = (bit === 1) !== MASKS[mask](r, c);
        at++;
      }
    }
  }
  return grid;
}

/** Long runs and full squares make a code hard to read. */
function penalty(grid) {
  let sum = 0;
  const lines = [...grid, ...grid.map((_, i) => grid.map((row) => row[i]))];
  for (const line of lines) {
    for (const run of line.map(Number).join('').match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
  }
  for (let r = 1; r < SIZE; r++) {
    for (let c = 1; c < SIZE; c++) {
      if (grid[r][c] === grid[r - 1][c] && grid[r][c] === grid[r][c - 1] && grid[r][c] === grid[r - 1][c - 1]) sum += 3;
    }
  }
  return sum;
}

/** Rows of dark (true) and light modules, without the quiet zone of four. */
export function qr(text) {
  const words = codewords(text);
  const drawn = MASKS.map((_, mask) => draw(words, mask));
  return drawn.reduce((best, grid) => (penalty(grid) < penalty(best) ? grid : best));
}

/** The code as an SVG element, dark on light in every theme: cameras expect that. */
export function qrImage(text, label) {
  const path = qr(text).flatMap((row, r) => row.map((dark, c) => (dark ? `M${c + 4} ${r + 4}h1v1h-1z` : ''))).join('');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${SIZE + 8} ${SIZE + 8}`);
  svg.setAttribute('class', 'qr');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const dark = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  dark.setAttribute('d', path);
  svg.append(dark);
  return svg;
}
