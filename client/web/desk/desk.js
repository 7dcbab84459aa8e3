/* desk.js - what the page knows of the node, for all of its views: the board, the status, who is signed
 * in, which irregularities somebody has ticked off here, and the orders that were given here. */
import { pairs } from '../shared/resp.js';
import { entriesOf } from './need.js';
import { newBoard, takeBoard } from './rows.js';

export class Desk {
    constructor(node) {
        this.node = node;
        this.board = newBoard();
        this.status = null; /* pairs of STATUS */
        this.statusAt = -Infinity;
        this.seen = new Map(); /* rowKey -> the entry that was ticked off */
        this.orders = []; /* {order, at, lines, people, entries, undone}, the last one first */
        this.letters = true; /* do single letters and / act? */
        this.problem = ''; /* what the node said instead of a board; "" */
    }

    /* May this account see the room? A marker only marks. */
    get sees() {
        return this.node.role !== 'marker';
    }

    now() {
        return { mono: performance.now(), wall: Date.now() };
    }

    /* Asks BOARD. The change (rows.js); null: there was no reply. */
    async look() {
        try {
            const reply = await this.node.desk('BOARD', this.board.cursor);
            const change = takeBoard(this.board, reply, performance.now());
            this.problem = '';
            return change;
        } catch (error) {
            this.problem = error.words ?? '';
            return null;
        }
    }

    /* Asks STATUS. False: there was no reply. */
    async askStatus() {
        this.statusAt = performance.now();
        try {
            this.status = pairs(await this.node.desk('STATUS'));
        } catch {
            return false;
        }
        return this.status !== null;
    }

    /* Rows of this centre, of the other, or of both. */
    entries(which) {
        const node = which === 'own' ? this.board.node : which === 'other' ? this.board.peer : '';
        if (which === 'other' && node === '') return [];
        return entriesOf(this.board, node, this.seen, performance.now());
    }
}
