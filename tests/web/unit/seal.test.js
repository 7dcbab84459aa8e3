/* What lies in the browser is sealed under the code; questions as they are read; the QR code. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { masterOf, openSeal, plainCode, seal, unseal } from '../../../client/web/exam/seal.js';
import { randomToken, toBytes, toText } from '../../../client/web/exam/token.js';
import { bytesOf, costs, pairsAnswer, readQuestion } from '../../../client/web/exam/paper.js';
import { qrOf } from '../../../client/web/exam/qr.js';

const salt = new Uint8Array(16).fill(7);
const open = async (code) => openSeal(await masterOf(code, salt));

test('all_spellings_of_a_code_open_the_same_records', async () => {
    assert.equal(plainCode('k7qf 93hd-2mxo'), 'K7QF93HD2MX0');
    const a = await open('K7QF-93HD-2MX1'), b = await open('k7qf93hd2mxl');
    assert.equal(a.name, b.name);
    assert.deepEqual(await unseal(b, 'r', await seal(a, 'r', { values: ['año'] })), { values: ['año'] });
});

test('another_code_another_record_or_a_changed_byte_open_nothing', async () => {
    const mine = await open('K7QF-93HD-2MXT'), other = await open('K7QF-93HD-2MXV');
    assert.notEqual(mine.name, other.name);
    const sealed = await seal(mine, 'a/1', ['x']);
    await assert.rejects(unseal(other, 'a/1', sealed));
    await assert.rejects(unseal(mine, 'a/2', sealed));
    new Uint8Array(sealed.data)[0] ^= 1;
    await assert.rejects(unseal(mine, 'a/1', sealed));
});

test('tokens_are_long_random_and_printable', () => {
    assert.match(randomToken(), /^[\w-]{43}$/);
    assert.notEqual(randomToken(), randomToken());
    assert.deepEqual(toBytes(toText(new Uint8Array([0, 255, 62, 63]))), new Uint8Array([0, 255, 62, 63]));
});

test('questions_are_read_and_checked', () => {
    const reply = { number: 1, kind: 'single', text: 'T', options: ['a'], prompts: [], answer: [], points: '1', penalty: '0.5', bytes: 0 };
    assert.equal(costs(readQuestion(reply)), true);
    assert.equal(costs(readQuestion({ ...reply, penalty: '0' })), false);
    assert.equal(costs(readQuestion({ ...reply, kind: 'essay' })), false);
    assert.equal(readQuestion(reply).right, undefined);
    assert.deepEqual(readQuestion({ ...reply, right: ['1'], marked: 'no' }).open, true);
    for (const more of [{ kind: 'x' }, { text: null }, { options: 'a' }, { answer: [1] }, { number: 'a' }])
        assert.equal(readQuestion({ ...reply, ...more }), null);
    assert.equal(readQuestion(null), null);
});

test('texts_are_cut_at_bytes_and_not_inside_a_character', () => {
    assert.equal(bytesOf('año'), 4);
    assert.deepEqual(pairsAnswer(['0', '0']), []);
    assert.deepEqual(pairsAnswer(['0', '2']), ['0', '2']);
});

test('qr_code_has_the_side_of_its_version_and_its_three_corners', () => {
    for (const [length, side] of [[14, 21], [15, 25], [213, 57], [2331, 177]]) {
        const square = qrOf('a'.repeat(length));
        assert.equal(square.length, side);
        for (const [y, x] of [[0, 0], [0, side - 7], [side - 7, 0]])
            assert.ok(square[y][x] && square[y + 3][x + 3] && !square[y + 1][x + 1]);
    }
    assert.equal(qrOf('a'.repeat(2332)), null);
});

test('service_worker_keeps_every_part_of_the_exam_page', () => {
    const listed = [...fs.readFileSync('client/web/sw.js', 'utf8').matchAll(/'(\w+\/[\w-]+\.(?:js|css))'/g)].map((found) => found[1]);
    const there = ['exam', 'shared'].flatMap((folder) => fs.readdirSync(`client/web/${folder}`).map((name) => `${folder}/${name}`));
    assert.deepEqual(listed.sort(), [...there, 'words/es-exam.js'].sort());
});
