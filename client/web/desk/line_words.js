/* line_words.js - the line between the two centres, and what each holds of the other, in words. Pure. */
import { _, _n } from '../shared/words.js';
import { fill } from './fill.js';
import { heardSeconds, toldSeconds } from './rows.js';
import { sayNode } from './said.js';
import { sayAgo, sayClock } from './spans.js';

/* {state: up, waits, down or alone; text}. now: {mono, wall} in milliseconds. */
export function sayLine(board, now) {
    const node = sayNode(board.peer),
        only = board.not_at_peer;
    if (board.link === 'none') return { state: 'alone', text: _('This centre works alone.') };
    if (board.link !== 'up')
        return { state: 'down', text: `${sayDown(board, node, now)} ${sayOnly(board)}` };
    if (only < 0) return { state: 'up', text: fill(_('{node}: connected.'), { node }) };
    if (only === 0)
        return { state: 'up', text: fill(_('{node}: connected, everything copied.'), { node }) };
    const text = _n(
        '{node}: connected; {n} change is on its way there.',
        '{node}: connected; {n} changes are on their way there.',
        only,
    );
    const left =
        board.backlog > 1
            ? ' ' + fill(_('It takes {ago}.'), { ago: sayAgo(Math.max(5, board.backlog)) })
            : '';
    return { state: 'waits', text: fill(text, { node, n: only }) + left };
}

/* The same for who hears the page: another text only when the line is another one. */
export function hearLine(board) {
    if (board.link === 'none') return _('This centre works alone.');
    const text = board.link === 'up' ? _('{node}: connected.') : _('{node}: no line.');
    return fill(text, { node: sayNode(board.peer) });
}

function sayDown(board, node, now) {
    const heard = heardSeconds(board, now.mono);
    const at = (seconds) => sayClock(now.wall - (now.mono - board.came) - seconds * 1000);
    if (board.down >= 0)
        return fill(_('{node}: no line since {clock};'), { node, clock: at(board.down) });
    if (heard >= 0)
        return fill(_('{node}: no line; last heard at {clock};'), { node, clock: at(board.heard) });
    return fill(_('{node}: no line yet;'), { node });
}

/* What is here alone: answers, where the node knows how many they are. */
function sayOnly(board) {
    const { answers_not_at_peer: answers, not_at_peer: only } = board;
    if (answers > 0)
        return fill(
            _n(
                '{n} answer of this centre is only here.',
                '{n} answers of this centre are only here.',
                answers,
            ),
            { n: answers },
        );
    if (only > 0)
        return fill(
            _n(
                '{n} change of this centre is only here.',
                '{n} changes of this centre are only here.',
                only,
            ),
            { n: only },
        );
    return only === 0
        ? _('everything of this centre is there too.')
        : _('what is saved stays here until it is back.');
}

/* How old what we see of the other centre is. */
export function sayAge(board, now) {
    const heard = heardSeconds(board, now.mono),
        told = toldSeconds(board, now.mono),
        node = sayNode(board.peer);
    if (heard < 0) return fill(_('Nothing has come from {node} yet.'), { node });
    const ago = (seconds) => sayAgo(seconds) || _('a moment');
    const entries = fill(_('The last change at {node} that is here came {ago} ago.'), {
        node,
        ago: ago(heard),
    });
    const terminals =
        told < 0 || board.link !== 'up'
            ? _('How its terminals are is not known here.')
            : fill(_('How its terminals are was told {ago} ago.'), { ago: ago(told) });
    return `${entries} ${terminals}`;
}

/* What each holds of the other; "" where the node has not said. status: the pairs of STATUS, or null. */
export function sayHeld(board, status) {
    const { journal, not_at_peer: only, peer_journal: theirs } = status ?? {};
    if (![journal, only, theirs].every(Number.isInteger)) return '';
    const facts = {
        node: sayNode(board.peer),
        held: journal - only,
        all: journal,
        theirs,
        missing: board.not_here,
    };
    const text = _(
        '{node} holds {held} of the {all} entries of this centre. This centre holds {theirs} entries of {node}.',
    );
    const missing =
        board.not_here > 0 ? ' ' + _('{missing} more exist there that are not here yet.') : '';
    return fill(text + missing, facts);
}
