/* qr.js - a text as a QR code (ISO/IEC 18004): bytes as they are, error correction M (15 %), the
 * smallest version that holds it. Pure: a square of booleans, true for dark, without the quiet zone.
 *
 * The steps are those of the standard: the data and its length as bits (7.4), Reed-Solomon codewords
 * over GF(256) in blocks that are interleaved (7.5, 7.6), the modules in columns of two from the
 * right (7.7), the mask with the least penalty (7.8), the format and the version (7.9, 7.10). */

/* Of versions 1 to 40 with correction M (table 9): correction codewords of a block, and blocks. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
    17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];
const VERSIONS = 40, BYTE_MODE = 4, LEVEL_M = 0;

const MASKS = [
    (y, x) => (y + x) % 2 === 0,
    (y) => y % 2 === 0,
    (y, x) => x % 3 === 0,
    (y, x) => (y + x) % 3 === 0,
    (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
    (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
    (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
    (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
];

/* --- GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1 --- */

const POWER = new Uint8Array(255), LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
    POWER[i] = x;
    LOG[x] = i;
    x = x < 128 ? x * 2 : (x * 2) ^ 0x11d;
}

const times = (a, b) => (a === 0 || b === 0 ? 0 : POWER[(LOG[a] + LOG[b]) % 255]);

/* The product of (x - 2^i) for i below degree, without its first coefficient, which is 1. */
function generator(degree) {
    let out = [1];
    for (let i = 0; i < degree; i++) {
        const next = [...out, 0];
        out.forEach((c, k) => { next[k + 1] ^= times(c, POWER[i]); });
        out = next;
    }
    return out.slice(1);
}

function correction(data, divisor) {
    const rest = new Uint8Array(divisor.length);
    for (const byte of data) {
        const factor = byte ^ rest[0];
        rest.copyWithin(0, 1);
        rest[rest.length - 1] = 0;
        divisor.forEach((c, i) => { rest[i] ^= times(c, factor); });
    }
    return rest;
}

/* --- sizes --- */

const sideOf = (version) => 17 + 4 * version;

/* The coordinates of the alignment patterns' centres (annex E). */
function alignment(version) {
    if (version === 1)
        return [];
    const count = Math.floor(version / 7) + 2;
    const last = sideOf(version) - 7;
    const step = version === 32 ? 26 : Math.ceil((last - 6) / (count - 1) / 2) * 2;
    return [6, ...Array.from({ length: count - 1 }, (none, i) => last - step * (count - 2 - i))];
}

/* All codewords, data and correction: the modules that are neither pattern nor format. */
function codewords(version) {
    const side = sideOf(version), patterns = alignment(version).length;
    let bits = side * side - 3 * 64 - 2 * (side - 16) - 31;
    if (patterns > 0)
        bits -= 25 * (patterns * patterns - 3) - 5 * 2 * (patterns - 2);
    return Math.floor((version >= 7 ? bits - 36 : bits) / 8);
}

const dataWords = (version) => codewords(version) - CORRECTION[version - 1] * BLOCKS[version - 1];
const lengthBits = (version) => (version < 10 ? 8 : 16);

function versionFor(bytes) {
    for (let version = 1; version <= VERSIONS; version++)
        if (4 + lengthBits(version) + 8 * bytes <= 8 * dataWords(version))
            return version;
    return 0;
}

/* --- codewords --- */

function dataOf(bytes, version) {
    const bits = [];
    const put = (value, count) => {
        for (let i = count - 1; i >= 0; i--)
            bits.push((value >> i) & 1);
    };
    const room = dataWords(version);
    put(BYTE_MODE, 4);
    put(bytes.length, lengthBits(version));
    bytes.forEach((byte) => put(byte, 8));
    put(0, Math.min(4, 8 * room - bits.length));
    put(0, (8 - (bits.length % 8)) % 8);
    const out = new Uint8Array(room);
    bits.forEach((bit, i) => { out[i >> 3] |= bit << (7 - (i & 7)); });
    for (let i = bits.length / 8, pad = 0xec; i < room; i++, pad ^= 0xec ^ 0x11)
        out[i] = pad;
    return out;
}

/* The first blocks are a byte shorter than the others; then all are read across. */
function interleaved(data, version) {
    const blocks = BLOCKS[version - 1], divisor = generator(CORRECTION[version - 1]);
    const least = Math.floor(data.length / blocks), shorter = blocks - (data.length % blocks);
    const parts = [];
    for (let i = 0, at = 0; i < blocks; i++) {
        const length = least + (i < shorter ? 0 : 1);
        parts.push(data.subarray(at, at + length));
        at += length;
    }
    const checks = parts.map((part) => correction(part, divisor));
    const across = (lists, length) => Array.from({ length }, (none, i) =>
        lists.filter((list) => i < list.length).map((list) => list[i])).flat();
    return [...across(parts, least + 1), ...across(checks, divisor.length)];
}

/* --- modules --- */

/* The remainder of value · 2^degree by the polynomial: a BCH code. */
function bch(value, polynomial, degree) {
    let rest = value << degree;
    for (let i = 31 - Math.clz32(rest); i >= degree; i--)
        if ((rest >> i) & 1)
            rest ^= polynomial << (i - degree);
    return (value << degree) | rest;
}

class Square {
    constructor(version) {
        this.version = version;
        this.side = sideOf(version);
        const rows = () => Array.from({ length: this.side }, () => new Uint8Array(this.side));
        this.dark = rows();
        this.fixed = rows(); /* patterns, format and version: no data, no mask */
    }

    set(y, x, dark) {
        if (y < 0 || x < 0 || y >= this.side || x >= this.side)
            return;
        this.dark[y][x] = dark ? 1 : 0;
        this.fixed[y][x] = 1;
    }

    /* Rings around a centre: those of these distances are light, the others to `out` dark. */
    rings(y, x, out, light) {
        for (let dy = -out; dy <= out; dy++)
            for (let dx = -out; dx <= out; dx++)
                this.set(y + dy, x + dx, !light.includes(Math.max(Math.abs(dy), Math.abs(dx))));
    }

    patterns() {
        const last = this.side - 1, centres = alignment(this.version);
        for (let i = 0; i < this.side; i++) {
            this.set(6, i, i % 2 === 0);
            this.set(i, 6, i % 2 === 0);
        }
        this.rings(3, 3, 4, [2, 4]);
        this.rings(3, last - 3, 4, [2, 4]);
        this.rings(last - 3, 3, 4, [2, 4]);
        const corners = ['6,6', `6,${centres.at(-1)}`, `${centres.at(-1)},6`];
        for (const y of centres)
            for (const x of centres)
                if (!corners.includes(`${y},${x}`))
                    this.rings(y, x, 2, [1]);
        this.format(0);
        this.versionBits();
    }

    format(mask) {
        const bits = bch((LEVEL_M << 3) | mask, 0x537, 10) ^ 0x5412;
        const bit = (i) => (bits >> i) & 1;
        for (let i = 0; i < 15; i++) {
            const near = i < 6 ? i : i < 8 ? i + 1 : 0;
            if (i < 8)
                this.set(near, 8, bit(i));
            else
                this.set(8, i === 8 ? 7 : 14 - i, bit(i));
            if (i < 8)
                this.set(8, this.side - 1 - i, bit(i));
            else
                this.set(this.side - 15 + i, 8, bit(i));
        }
        this.set(this.side - 8, 8, true);
    }

    versionBits() {
        if (this.version < 7)
            return;
        const bits = bch(this.version, 0x1f25, 12);
        for (let i = 0; i < 18; i++) {
            const far = this.side - 11 + (i % 3), near = Math.floor(i / 3);
            this.set(near, far, (bits >> i) & 1);
            this.set(far, near, (bits >> i) & 1);
        }
    }

    /* Columns of two from the right, up and down; the column of the timing pattern is left out. */
    data(words) {
        let at = 0;
        for (let right = this.side - 1, up = true; right > 0; right -= 2, up = !up) {
            right -= right === 6 ? 1 : 0;
            for (let i = 0; i < this.side; i++) {
                const y = up ? this.side - 1 - i : i;
                for (const x of [right, right - 1]) {
                    if (this.fixed[y][x])
                        continue;
                    this.dark[y][x] = at < 8 * words.length ? (words[at >> 3] >> (7 - (at & 7))) & 1 : 0;
                    at++;
                }
            }
        }
    }

    /* Twice the same mask is none. */
    mask(number) {
        for (let y = 0; y < this.side; y++)
            for (let x = 0; x < this.side; x++)
                if (!this.fixed[y][x] && MASKS[number](y, x))
                    this.dark[y][x] ^= 1;
    }

    penalty() {
        const rows = this.dark.map((row) => row.join(''));
        const columns = rows.map((row, x) => this.dark.map((line) => line[x]).join(''));
        let sum = 0, dark = 0;
        for (const line of [...rows, ...columns]) {
            for (const run of line.match(/0{5,}|1{5,}/g) ?? [])
                sum += run.length - 2;
            sum += 40 * ((line.match(/(?=10111010000)/g) ?? []).length + (line.match(/(?=00001011101)/g) ?? []).length);
        }
        for (let y = 0; y < this.side; y++)
            for (let x = 0; x < this.side; x++) {
                dark += this.dark[y][x];
                if (y > 0 && x > 0 && new Set([this.dark[y][x], this.dark[y - 1][x], this.dark[y][x - 1],
                    this.dark[y - 1][x - 1]]).size === 1)
                    sum += 3;
            }
        return sum + 10 * Math.floor(Math.abs((20 * dark) / this.side ** 2 - 10));
    }
}

/* Rows of booleans. Null: the text is too long. */
export function qrOf(text) {
    const bytes = new TextEncoder().encode(text);
    const version = versionFor(bytes.length);
    if (version === 0)
        return null;
    const square = new Square(version);
    square.patterns();
    square.data(interleaved(dataOf(bytes, version), version));
    const penalties = MASKS.map((none, i) => {
        square.mask(i);
        square.format(i);
        const sum = square.penalty();
        square.mask(i);
        return sum;
    });
    const best = penalties.indexOf(Math.min(...penalties));
    square.mask(best);
    square.format(best);
    return square.dark.map((row) => Array.from(row, (module) => module === 1));
}
