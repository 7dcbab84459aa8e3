/* What lies on this computer's disk, over an IndexedDB that is made up: Q8 to Q10, Q16. */
import { beforeEach, mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { Keep } from '../../../client/web/exam/keep.js';

let data, writes, answers;

const request = (work) => {
    const made = {};
    if (answers)
        queueMicrotask(() => {
            made.result = work();
            made.onsuccess?.();
        });
    return made;
};

/* The writes of a transaction are done together, once it is complete. */
function transaction() {
    const changes = [], made = {}, keys = (range) => [...data.keys()].sort().filter((key) => !range || range(key));
    const store = {
        get: (key) => request(() => data.get(key)),
        getAllKeys: (range) => request(() => keys(range)),
        getAll: (range) => request(() => keys(range).map((key) => data.get(key))),
        put: (value, key) => changes.push(() => data.set(key, value)),
        delete: (key) => changes.push(() => data.delete(key)),
    };
    if (answers)
        setImmediate(() => {
            changes.forEach((change) => change());
            if (changes.length > 0)
                writes.push([...data.keys()].filter((key) => key.includes('/')));
            made.oncomplete?.();
        });
    made.objectStore = () => store;
    return made;
}

beforeEach(() => {
    mock.restoreAll();
    data = new Map();
    writes = [];
    answers = true;
    globalThis.IDBKeyRange = { bound: (first, last) => (key) => key >= first && key < last };
    globalThis.indexedDB = { open: () => request(() => ({ transaction, close() {} })) };
});

async function keepOf(code) {
    const keep = new Keep();
    await keep.use(await keep.masterFor(code));
    return keep;
}

test('what_lies_here_is_moved_under_a_new_code_at_once', async () => {
    const keep = await keepOf('K7QF93HD2MXT');
    for (let n = 1; n <= 3; n++)
        assert.equal(await keep.put(`a/${n}`, { values: [`${n}`] }), true);
    const before = writes.length;
    assert.equal(await keep.move(await keep.masterFor('NEWC0DENEWC0')), true);
    assert.deepEqual(writes.slice(before).map((keys) => keys.length), [3], 'one transaction, and all of it is there');
    assert.deepEqual([...(await keep.read()).keys()], ['a/1', 'a/2', 'a/3']);
    assert.deepEqual((await (await keepOf('NEWC0DENEWC0')).read()).get('a/2'), { values: ['2'] });
    assert.equal((await (await keepOf('K7QF93HD2MXT')).read()).size, 0);
});

test('a_record_that_is_damaged_takes_no_other_with_it', async () => {
    const keep = await keepOf('K7QF93HD2MXT');
    for (const part of ['a/1', 'a/2', 'who'])
        await keep.put(part, { values: ['2'] });
    data.get([...data.keys()].find((key) => key.endsWith('/a/1'))).data = new ArrayBuffer(40);
    assert.deepEqual([...(await keep.read()).keys()], ['a/2', 'who']);
});

test('a_storage_that_does_not_answer_has_failed', async () => {
    const keep = await keepOf('K7QF93HD2MXT');
    mock.method(globalThis, 'setTimeout', (fail, ms, problem) => setImmediate(fail, problem));
    answers = false;
    assert.equal(await keep.put('a/1', { values: ['2'] }), false);
    assert.equal(await new Keep().masterFor('K7QF93HD2MXT'), null);
});

test('a_storage_that_was_closed_is_opened_again', async () => {
    const opened = [];
    globalThis.indexedDB = { open: () => request(() => {
        opened.push({ transaction, close() {} });
        return opened.at(-1);
    }) };
    const keep = await keepOf('K7QF93HD2MXT');
    opened[0].onversionchange();
    assert.equal(await keep.put('a/1', { values: ['2'] }), true);
    opened[1].onclose();
    assert.equal(await keep.put('a/1', { values: ['3'] }), true);
    assert.equal(opened.length, 3);
});
