/* resp and errors: what the page sends and reads is what the node speaks. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { decode, encode, pairs } from '../../../client/web/shared/resp.js';
import { FORMS, Refusal, readError } from '../../../client/web/shared/errors.js';

const bytes = (text) => new TextEncoder().encode(text);

test('request_is_an_array_of_bulk_strings_counted_in_bytes', () => {
    assert.equal(new TextDecoder().decode(encode(['SAVE', 7, 'año'])), '*3\r\n$4\r\nSAVE\r\n$1\r\n7\r\n$4\r\naño\r\n');
});

test('every_type_of_reply_is_read', () => {
    assert.equal(decode(bytes('+OK\r\n')), 'OK');
    assert.equal(decode(bytes(':-12\r\n')), -12);
    assert.equal(decode(bytes('$-1\r\n')), null);
    assert.deepEqual(decode(bytes('*3\r\n$4\r\nb\r\nc\r\n:1\r\n*0\r\n')), ['b\r\nc', 1, []]);
    assert.deepEqual({ ...pairs(decode(bytes('*2\r\n$2\r\nid\r\n$1\r\nV\r\n'))) }, { id: 'V' });
    assert.equal(pairs('OK'), null);
});

test('bytes_that_are_no_reply_throw', () => {
    for (const text of ['', '+OK', '?x\r\n', '$5\r\nab\r\n', '*2\r\n:1\r\n', ':1\r\n:2\r\n', '*99999999\r\n', ':x\r\n'])
        assert.throws(() => decode(bytes(text)), undefined, JSON.stringify(text));
});

test('nested_arrays_are_bounded', () => {
    assert.throws(() => decode(bytes('*1\r\n'.repeat(20) + ':1\r\n')));
});

test('error_has_its_facts_by_name', () => {
    const refusal = decode(bytes('-INUSE alive 17 another terminal has this exam\r\n'));
    assert.ok(refusal instanceof Refusal && refusal.is('INUSE', 'alive'));
    assert.deepEqual(refusal.facts, { seconds: '17' });
    assert.equal(refusal.words, 'another terminal has this exam');
    assert.deepEqual(readError('ELSEWHERE caracas - go there').facts, { node: 'caracas', address: '-' });
    assert.equal(readError('ERR no such command').words, 'no such command');
    assert.equal(readError('INUSE').reason, '');
});

test('all_errors_of_the_node_are_known', () => {
    const source = fs.readFileSync('common/errors.c', 'utf8');
    const rows = source.matchAll(/\[ERROR_\w+\]\s*=\s*\{\s*"(\w+)",\s*"([\w-]*)",\s*\{([^}]*)\}/g);
    let count = 0;
    for (const [, code, reason, facts] of rows) {
        if (code === 'ERR' && reason === '')
            continue;
        const names = [...facts.matchAll(/"(\w+)"/g)].map((found) => found[1]);
        assert.ok(FORMS.some((f) => f[0] === code && f[1] === reason && f[2].join() === names.join()), `${code} ${reason}`);
        count++;
    }
    assert.ok(count > 50);
});
