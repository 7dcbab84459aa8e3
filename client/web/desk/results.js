/* results.js - results by rank, and how the questions did, of both centres: made by the node, shown as a
 * table, and downloaded as CSV or JSON. */
import { el, setText, show } from '../shared/dom.js';
import { N_, _, _n, chosenLanguage, numberText } from '../shared/words.js';
import { fill } from './fill.js';
import { readTable } from './pieces.js';
import { fetchReport, foldRows, openStandings, readRows } from './report.js';
import { sayFailure, sayResult } from './said.js';

const KINDS = [
    ['results', N_('Results by rank')],
    ['items', N_('Questions')],
    ['items-options', N_('Options of the questions')],
    ['exam', N_('The exam in one row')],
];
const FORMATS = [
    ['csv', 'csv', N_('CSV')],
    ['csv-es', 'csv', N_('CSV for a Spanish Excel')],
    ['json', 'json', N_('JSON')],
];
/* The columns, as server/report/ heads them. */
const HEADS = {
    id: N_('ID'),
    name: N_('Name'),
    centre: N_('Centre'),
    state: N_('State'),
    rank: N_('Rank'),
    standing: N_('Standing of the rank'),
    score: N_('Score'),
    max: N_('Max'),
    percent: N_('Percent'),
    passed: N_('Passed'),
    unmarked: N_('Unmarked'),
    void: N_('Void'),
    times: N_('Start and end'),
    notes: N_('Notes'),
    question: N_('Question'),
    category: N_('Category'),
    kind: N_('Kind'),
    points: N_('Points'),
    'tie-break': N_('Tie-break'),
    n: N_('How many'),
    mean: N_('Mean'),
    sd: N_('Std. dev.'),
    facility: N_('Facility'),
    discrimination: N_('Discrimination'),
    efficiency: N_('Efficiency'),
    weight: N_('Weight'),
    omitted: N_('Omitted'),
    not_reached: N_('Not reached'),
    look: N_('Worth a look'),
    option: N_('Option'),
    right: N_('Right'),
    share: N_('Share'),
    answer: N_('Answer'),
    people: N_('People'),
    day: N_('Date'),
    zone: N_('Hours by UTC'),
};
const SHOWN_MOST = 2000;

/* "points:Lengua" is of a category, which is its heading as in the other formats. */
function headOf(column) {
    const colon = column.indexOf(':');
    if (colon < 0) return _(HEADS[column] ?? column);
    const name = column.slice(0, colon),
        of = column.slice(colon + 1);
    const subject = of === 'No category' ? _('No category') : of;
    return name === 'points' ? subject : `${_(HEADS[name] ?? name)}: ${subject}`;
}

/* A number, an ID and a moment are never broken. */
function cellOf(column, text) {
    const whole = column === 'id' || /^[\d.,: \n-]+$/.test(text);
    const name = /^[a-z_]+$/.test(column) ? column : '';
    const words = /^-?\d+\.\d+$/.test(text) ? numberText(text) : sayResult(column, text);
    return el('td', { class: `${name} ${whole ? 'whole' : ''}`.trim() }, words);
}

/* "Max: 13 · Date: 1/3/2027" */
function sayOnce(once) {
    const value = (column, text) =>
        column === 'day'
            ? new Date(text).toLocaleDateString(chosenLanguage(), { timeZone: 'UTC' })
            : sayResult(column, text);
    return once.map(([column, text]) => `${headOf(column)}: ${value(column, text)}`).join(' · ');
}

/* What stands above ranks that can change; null: none can. */
function warningOf(open) {
    if (open.length === 0) return null;
    const provisional = open
        .filter(([standing]) => standing.startsWith('provisional: '))
        .reduce((sum, [, count]) => sum + count, 0);
    return el(
        'div',
        { class: 'wrong provisional', role: 'status' },
        el(
            'p',
            {},
            el(
                'strong',
                {},
                _('▲ Ranks and places can still change.'),
                provisional > 0
                    ? ` ${fill(_('Provisional results: {n}.'), { n: provisional })}`
                    : null,
            ),
        ),
        el(
            'ul',
            {},
            ...open.map(([standing, count]) =>
                el('li', {}, `${sayResult('standing', standing)}: ${count}`),
            ),
        ),
        el(
            'p',
            {},
            _(
                'These people have no rank yet, and can come before others. Publish when nobody is left here: what people have seen cannot be taken back.',
            ),
        ),
    );
}

export class Results {
    constructor(desk) {
        this.desk = desk;
        this.kind = el(
            'select',
            { id: 'report-kind' },
            ...KINDS.map(([kind, label]) => el('option', { value: kind }, _(label))),
        );
        this.show = el(
            'button',
            { type: 'button', class: 'main', onclick: () => this.#show() },
            _('Show'),
        );
        this.message = el('p', { class: 'message', role: 'status' });
        this.table = el('div', { class: 'report' });
        this.buttons = [
            this.show,
            ...FORMATS.map(([format, , label]) =>
                el(
                    'button',
                    { type: 'button', onclick: () => this.#download(format) },
                    fill(_('Download {format}'), { format: _(label) }),
                ),
            ),
        ];
        this.print = el('button', { type: 'button', hidden: true, onclick: () => print() }, _('Print'));
        this.element = el(
            'div',
            { class: 'sheet full' },
            el('h1', {}, _('Results')),
            el(
                'p',
                { class: 'hint screen' },
                _(
                    'Of both centres, as far as both are known to hold it. A workbook is written by sinodoctl.',
                ),
            ),
            el(
                'div',
                { class: 'tools screen' },
                el('div', {}, el('label', { for: 'report-kind' }, _('Report')), this.kind),
                ...this.buttons,
                this.print,
            ),
            this.message,
            this.table,
        );
    }

    hide() {
        this.stopped = true;
    }

    /* The report in that format; null: it is said why not. */
    async #fetch(format) {
        this.stopped = false;
        for (const button of this.buttons) button.disabled = true;
        try {
            const report = await fetchReport(
                (...words) => this.desk.node.desk(...words),
                this.kind.value,
                format,
                {
                    told: (percent) =>
                        setText(
                            this.message,
                            percent < 100
                                ? fill(_('The node makes the report: {n} %.'), { n: percent })
                                : '',
                        ),
                    stopped: () => this.stopped,
                },
            );
            if (report === null && !this.stopped)
                setText(this.message, _('The node gave no report that this page knows.'));
            return report;
        } catch (error) {
            setText(this.message, sayFailure(error));
            return null;
        } finally {
            for (const button of this.buttons) button.disabled = false;
        }
    }

    async #show() {
        const report = await this.#fetch('json'),
            all = report !== null ? readRows(report.text) : null;
        if (all === null) return;
        const read = foldRows(all);
        const rows = read.rows
            .slice(0, SHOWN_MOST)
            .map((cells) =>
                el('tr', {}, ...cells.map((text, i) => cellOf(read.columns[i], text))),
            );
        const more = read.rows.length - rows.length;
        const title = [this.desk.status?.exam ?? '', this.kind.selectedOptions[0].text];
        const parts = [
            el('h2', {}, title.filter((t) => t !== '').join(' · ')),
            warningOf(openStandings(all)),
            el(
                'p',
                { class: 'hint' },
                fill(
                    _n(
                        '{n} row, at the cut {cut}.',
                        '{n} rows, at the cut {cut}.',
                        read.rows.length,
                    ),
                    { n: read.rows.length, cut: report.cut },
                ),
            ),
            read.once.length > 0 ? el('p', { class: 'once' }, sayOnce(read.once)) : null,
            el(
                'div',
                {
                    class: 'scroll',
                    tabIndex: 0,
                    role: 'region',
                    'aria-label': this.kind.selectedOptions[0].text,
                },
                readTable(read.columns.map(headOf), rows),
            ),
            more > 0
                ? el('p', {}, fill(_('{n} more rows are in the download.'), { n: more }))
                : null,
        ];
        this.table.replaceChildren(...parts.filter((part) => part !== null));
        show(this.print, true);
    }

    async #download(format) {
        const report = await this.#fetch(format);
        if (report === null) return;
        const [, ending] = FORMATS.find(([name]) => name === format);
        const url = URL.createObjectURL(
            new Blob([report.text], { type: ending === 'json' ? 'application/json' : 'text/csv' }),
        );
        el('a', { href: url, download: `${this.kind.value}.${ending}` }).click();
        URL.revokeObjectURL(url);
        setText(this.message, fill(_('Downloaded, at the cut {cut}.'), { cut: report.cut }));
    }
}
