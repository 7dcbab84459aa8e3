/* Where the focus is after something was drawn anew. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { drawAnew } from '../../../client/web/shared/dom.js';

test('the_focus_stays_at_what_is_drawn_anew_or_goes_to_the_main_part', () => {
    const found = new Map();
    const made = (id) => ({ id, focus() { document.activeElement = this; } });
    const main = made('main'), before = made('id'), after = made('id'), nameless = made('');
    globalThis.document = { activeElement: null, getElementById: (id) => found.get(id) ?? null };
    const node = { contains: (other) => other === before || other === nameless };
    found.set('main', main);
    const where = (from, id) => {
        document.activeElement = from;
        drawAnew(node, () => found.delete('id') || (id && found.set(id, after)));
        return document.activeElement;
    };
    assert.equal(where(before, 'id'), after);
    assert.equal(where(before, ''), main, 'it is gone');
    assert.equal(where(nameless, 'id'), main);
    assert.equal(where(main, 'id'), main, 'it was elsewhere');
    const other = made('other');
    assert.equal(where(other, 'id'), other);
});
