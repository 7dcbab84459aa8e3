/* board.js - `sinodoctl board` in a terminal (tmux), as somebody of the staff reads it beside the page. */
import path from 'node:path';
import { BUILD } from './packages.js';
import { run } from './process.js';

const COLUMNS = 160, ROWS = 48;
const AT_ID = 2, ID_COLUMNS = 14, RIGHT_COLUMNS = 42; /* of server/ctl/board_draw.c */
const MARKS = { '!!': 'another terminal', '!': 'silent', '*': 'irregularity', '': '' };
let count = 0;

export class Board {
    /* Is there a terminal to run it in? */
    static async canRun() {
        return run('tmux', ['-V']).then(({ code }) => code === 0, () => false);
    }

    static async open(node) {
        const board = new Board();
        board.socket = `sinodo-web-${process.pid}-${++count}`;
        await board.#tmux('new-session', '-d', '-x', COLUMNS, '-y', ROWS, 'env', 'LC_ALL=C.UTF-8',
            path.join(BUILD, 'sinodoctl'), '--data', node.data, 'board');
        return board;
    }

    #tmux(...words) {
        return run('tmux', ['-f', '/dev/null', '-L', this.socket, ...words.map(String)]);
    }

    async lines() {
        return (await this.#tmux('capture-pane', '-p')).out.split('\n');
    }

    /* {id: {need, state, answered, copies}} of the people on it. */
    async people() {
        const people = {};
        for (const line of (await this.lines()).slice(2)) {
            const id = line.slice(AT_ID, AT_ID + ID_COLUMNS).trim();
            const [state, answered, , , , copies] = line.slice(COLUMNS - RIGHT_COLUMNS).trim().split(/\s+/);
            if (/^V\d+$/.test(id))
                people[id] = { need: MARKS[line.slice(0, AT_ID).trim()], state, answered, copies: Number(copies) };
        }
        return people;
    }

    /* The number before that word in its first line; 0: it is not there. */
    async count(word) {
        return Number(new RegExp(`(\\d+) ${word}`).exec((await this.lines())[0])?.[1] ?? 0);
    }

    close() {
        return this.#tmux('kill-server');
    }
}
