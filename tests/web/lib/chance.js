/* chance.js - numbers that look random and come again with the same seed (mulberry32). */
export class Chance {
    constructor(seed) {
        this.state = seed >>> 0;
    }

    /* From 0 up to, and without, `count`. */
    below(count) {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) % count;
    }

    pick(list) {
        return list[this.below(list.length)];
    }
}
