/* hold.js - whether the pointer or the focus is among elements: then they keep their places. */

const STILL_MS = 8000; /* a pointer that rests for so long holds nothing any more */

export class Hold {
    /* pointed: where the pointer holds; focused: where the focus does. */
    constructor(pointed, focused = pointed) {
        this.focused = focused;
        this.moved = -Infinity; /* when the pointer was moved last */
        pointed.addEventListener('pointermove', () => this.touch());
        pointed.addEventListener('pointerleave', () => (this.moved = -Infinity));
    }

    /* As if the pointer were moved now. */
    touch() {
        this.moved = performance.now();
    }

    holds(now) {
        return now - this.moved < STILL_MS || this.focused.contains(document.activeElement);
    }
}
