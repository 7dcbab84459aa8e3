/* listed.js - whom the roster of this node lists (ROSTER of common/PROTOCOL.md), and who of them has not
 * registered. Pure. */

/* [{id, name, room}], in the order of IDs; ask(...words) gives the reply of a DESK command. null: a reply
 * has another shape. */
export async function fetchListed(ask) {
    const listed = [];
    for (;;) {
        const page = await ask('ROSTER', listed.at(-1)?.id ?? '');
        if (!Array.isArray(page) || !page.every(isListed)) return null;
        if (page.length === 0) return listed;
        for (const [id, name, room] of page) listed.push({ id, name, room });
    }
}

function isListed(row) {
    return Array.isArray(row) && row.length >= 3 && row.every((text) => typeof text === 'string');
}

/* People of the roster without a row of the board at either centre; null: not all of the board is there. */
export function absentOf(listed, board) {
    if (board.more) return null;
    const registered = new Set([...board.rows.values()].map(({ id }) => id));
    return listed.filter(({ id }) => !registered.has(id));
}
