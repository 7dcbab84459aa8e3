/* Points, the replies of marking, and reports that come in parts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markOf, readEssay, readGrade, readPoints, stepsOf } from '../../../client/web/desk/marks.js';
import {
    fetchReport,
    foldRows,
    openStandings,
    readRows,
    wholeCharacters,
} from '../../../client/web/desk/report.js';
import { decode } from '../../../client/web/shared/resp.js';

test('points are written with a point or a comma', () => {
    assert.deepEqual(['2', '2.5', '2,5', ' 0.125 '].map(readPoints), [2000, 2500, 2500, 125]);
    for (const wrong of ['', '-1', '1.2345', '1e3', 'two', '1.'])
        assert.ok(Number.isNaN(readPoints(wrong)), wrong);
});

test('buttons give halves of few points, and the most', () => {
    assert.deepEqual(stepsOf('2'), ['0', '0.5', '1', '1.5', '2']);
    assert.deepEqual(stepsOf('6'), ['0', '1', '2', '3', '4', '5', '6']);
    assert.deepEqual(stepsOf('0.75'), ['0', '0.5', '0.75']);
    assert.equal(stepsOf('40').length, 12);
});

test('a mark that is sent again unchanged keeps its key', () => {
    const mark = markOf('ref', '1.5', 'good', null);
    assert.deepEqual([mark[0], ...mark.slice(2)], ['GRADE-MARK', 'good', 'ref', '1.5']);
    assert.equal(markOf('ref', '1.5', 'good', mark), mark);
    for (const other of [
        markOf('ref', '2', 'good', mark),
        markOf('ref', '1.5', '', mark),
        markOf('other', '1.5', 'good', mark),
    ])
        assert.notEqual(other[1], mark[1]);
});

test('replies of marking', () => {
    const grade = readGrade([
        'read',
        100,
        'markers',
        1,
        'questions',
        [[3, 'Lake', '2', 9, 4, 5, 0, 0, 0]],
    ]);
    assert.equal(grade.questions[0].open, 5);
    assert.equal(grade.questions[0].points, '2');
    assert.equal(readGrade(['read', 100, 'questions', [[3]]]), null);
    assert.equal(readGrade('OK'), null);
    const essay = [
        'read',
        100,
        'ref',
        'r',
        'name',
        '',
        'text',
        '',
        'graders',
        '',
        'points',
        '2',
        'answer',
        'a',
        'mark',
        '',
        'comment',
        '',
    ];
    assert.equal(readEssay(essay).answer, 'a');
    assert.equal(readEssay(['read', 100, 'ref', '']).ref, '');
    assert.equal(readEssay(['read', 100, 'ref', 'r']), null);
});

/* A node that has these bytes, and gives up to `most` of them at once. */
function reporter(bytes, most) {
    let asked = 0;
    const reply = (part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from('\r\n')];
    return async (command, first, second) => {
        if (command === 'REPORT') return ['ref', 'r'];
        if (asked++ === 0) return ['percent', 40, 'bytes', 0, 'cut', '', 'part', ''];
        const part = bytes.subarray(Number(second), Number(second) + most);
        return [
            'percent',
            100,
            'bytes',
            bytes.length,
            'cut',
            'caracas:7',
            'part',
            decode(new Uint8Array(Buffer.concat(reply(part)))),
        ];
    };
}

test('a report is the bytes that the node made, wherever its parts are cut', async () => {
    const text = '\uFEFFcédula;nombre\r\nV1;Ñandú 🎓 año\r\n';
    for (let most = 4; most < 50; most++) {
        const told = [];
        const out = await fetchReport(reporter(Buffer.from(text), most), 'results', 'csv-es', {
            told: (p) => told.push(p),
            pause_ms: 0,
        });
        assert.deepEqual(out, { text, cut: 'caracas:7' });
        assert.equal(told[0], 40);
    }
});

test('a character that is cut is asked for again', () => {
    assert.equal(wholeCharacters('ab\uFFFD'), 'ab');
    assert.equal(wholeCharacters('ab'), 'ab');
    assert.equal(wholeCharacters('\uFFFD'), '\uFFFD');
});

test('rows of a report', () => {
    assert.deepEqual(
        readRows('[{"id":"V1","score":2.5,"notes":""},{"id":"V2","score":null,"notes":""}]'),
        {
            columns: ['id', 'score'],
            rows: [
                ['V1', '2.5'],
                ['V2', ''],
            ],
        },
    );
    assert.deepEqual(readRows('[]'), { columns: [], rows: [] });
    for (const wrong of ['', '{}', '[1]', 'null']) assert.equal(readRows(wrong), null);
});

/* Of two people who sat on one day; `other` changes the second one. */
function sat(other = {}) {
    const one = {
        id: 'V1',
        centre: 'caracas',
        standing: '',
        max: '10',
        'points:Lengua': '4',
        'tie-break:Lengua': '4',
        void: 'no',
        start: '2027-03-01 08:00:05 -04:00',
        end: '2027-03-01 09:10:00 -04:00',
    };
    const two = { ...one, id: 'V2', centre: 'maracay', ...other };
    return { columns: Object.keys(one), rows: [one, two].map((o) => Object.values(o)) };
}

test('what all rows have stands once, and what another column says not at all', () => {
    assert.deepEqual(foldRows(sat()), {
        columns: ['id', 'centre', 'standing', 'points:Lengua', 'times'],
        rows: [
            ['V1', 'caracas', '', '4', '08:00:05\n09:10:00'],
            ['V2', 'maracay', '', '4', '08:00:05\n09:10:00'],
        ],
        once: [
            ['max', '10'],
            ['void', 'no'],
            ['day', '2027-03-01'],
            ['zone', '-04:00'],
        ],
    });
});

test('nothing is left out that rows differ in', () => {
    const { columns, rows, once } = foldRows(
        sat({ max: '8', 'tie-break:Lengua': '3', void: 'yes', end: '2027-03-02 00:05:00 -04:00' }),
    );
    assert.deepEqual(once, [['zone', '-04:00']]);
    assert.deepEqual(columns, [...sat().columns.slice(0, -2), 'times']);
    assert.equal(rows[1].at(-1), '2027-03-01 08:00:05\n2027-03-02 00:05:00');
});

test('whether a result is void is left to the standing where it says so, and kept where it does not', () => {
    const has = (other) => foldRows(sat(other)).columns.includes('void');
    assert.ok(!has({ void: 'yes', standing: 'void' }));
    assert.ok(has({ void: 'yes', standing: 'registration pending' }));
});

test('results that are provisional, and people who still sit, are counted', () => {
    const of = (...standings) => ({
        columns: ['id', 'standing'],
        rows: standings.map((standing, i) => [`V${i}`, standing]),
    });
    assert.deepEqual(openStandings(of('admitted', '', 'absent', 'void', 'registration pending')), []);
    const marks = 'provisional: essays to be marked';
    assert.deepEqual(openStandings(of(marks, 'still sitting', marks, 'moves to the other centre')), [
        [marks, 2],
        ['still sitting', 1],
        ['moves to the other centre', 1],
    ]);
    assert.deepEqual(openStandings({ columns: ['question'], rows: [['1']] }), []);
});
