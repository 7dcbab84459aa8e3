/* centre.js - the node itself: what somebody should look at, how it stands, the orders that are about
 * all of it, and the accounts of the staff. */
import { el } from '../shared/dom.js';
import { pairs } from '../shared/resp.js';
import { _ } from '../shared/words.js';
import { attentionOf } from './attention.js';
import { commandNamed, COMMANDS, isAboutPeople, mayDo, TASKS } from './commands.js';
import { sayLine, sayHeld } from './line_words.js';
import { readTable } from './pieces.js';
import { sayRole, sayStatus } from './said.js';

/* What STATUS says, of which the desk shows these. */
const SHOWN = [
    ['exam', () => _('Exam')],
    ['standing', () => _('Standing')],
    ['registered', () => _('Registered here')],
    ['running', () => _('Exams that run')],
    ['finished', () => _('Exams that are finished')],
    ['connected', () => _('Terminals')],
    ['pending', () => _('Registrations that wait for the other centre')],
    ['hours', () => _('Hours')],
    ['peer_hours', () => _('Hours of the other centre')],
    ['unmarked', () => _('People with essays to mark')],
    ['publication', () => _('Publication')],
    ['writes', () => _('Writes to the disk')],
    ['version', () => _('Version')],
    ['fingerprint', () => _('Key of the node')],
];

export class Centre {
    constructor(desk, giving) {
        Object.assign(this, { desk, giving });
        this.lines = el('ul', { class: 'lines' });
        this.line = el('p', {});
        this.held = el('p', { class: 'hint' });
        this.status = el('dl', { class: 'pairs' });
        this.staff = el('div', { class: 'staff' });
        this.element = el(
            'div',
            { class: 'sheet wide' },
            el('h1', {}, _('Centre')),
            this.lines,
            this.line,
            this.held,
            ...this.#orders(),
            this.staff,
            el('h2', {}, _('How the node stands')),
            this.status,
            this.#forGood(),
        );
    }

    #orders() {
        const { role } = this.desk.node;
        const about = (task) =>
            COMMANDS.filter(
                (c) =>
                    !isAboutPeople(c) && c.task === task && c.twice === undefined && mayDo(role, c),
            );
        const all = (name) =>
            mayDo(role, commandNamed(name))
                ? el(
                      'button',
                      {
                          type: 'button',
                          onclick: () => this.giving.open(commandNamed(name), [], {}, '--all'),
                      },
                      name === 'pause'
                          ? _('Pause everybody of this centre')
                          : _('Let time run again at this centre'),
                  )
                : null;
        const buttons = (task) =>
            about(task).map((c) =>
                el('button', { type: 'button', onclick: () => this.giving.open(c) }, _(c.label)),
            );
        const groups = [
            [TASKS.before, buttons('before')],
            [TASKS.during, [...buttons('during'), all('pause'), all('resume')]],
            [TASKS.after, buttons('after')],
            [TASKS.staff, buttons('staff')],
            [TASKS.centres, buttons('centres')],
        ];
        return groups
            .filter(([, list]) => list.some((b) => b !== null))
            .map(([label, list]) =>
                el('section', {}, el('h2', {}, _(label)), el('div', { class: 'orders' }, ...list)),
            );
    }

    /* Apart from all others, at the end of the page. */
    #forGood() {
        const commands = COMMANDS.filter(
            (c) => c.twice !== undefined && mayDo(this.desk.node.role, c),
        );
        if (commands.length === 0) return null;
        return el(
            'section',
            { class: 'for-good' },
            el('h2', {}, _('When a centre is given up')),
            el('p', {}, _('This cannot be undone: all people of that centre go on at the other one.')),
            el(
                'div',
                { class: 'orders' },
                ...commands.map((c) =>
                    el(
                        'button',
                        { type: 'button', class: 'grave', onclick: () => this.giving.open(c) },
                        _(c.label),
                    ),
                ),
            ),
        );
    }

    open() {
        this.statusChanged();
        void this.#askStaff();
    }

    given() {
        void this.#askStaff();
    }

    statusChanged() {
        const { desk } = this,
            { status } = desk;
        if (status === null) return;
        this.line.textContent = sayLine(desk.board, desk.now()).text;
        this.held.textContent = desk.board.link === 'none' ? '' : sayHeld(desk.board, status);
        this.lines.replaceChildren(...attentionOf(status).map((line) => el('li', {}, '▲ ' + line)));
        this.status.replaceChildren(
            ...SHOWN.filter(
                ([name]) =>
                    status[name] !== undefined && status[name] !== '' && status[name] !== null,
            ).flatMap(([name, label]) => [
                el('dt', {}, label()),
                el('dd', {}, sayStatus(name, status[name])),
            ]),
        );
    }

    async #askStaff() {
        if (this.desk.node.role !== 'board') return;
        let list = null;
        try {
            list = pairs(await this.desk.node.desk('STAFF-LIST'));
        } catch {
            return;
        }
        if (list === null) return;
        const rows = Object.entries(list).map(([account, role]) =>
            el('tr', {}, el('th', { scope: 'row' }, account), el('td', {}, sayRole(role))),
        );
        this.staff.replaceChildren(
            el('h2', {}, _('Accounts')),
            readTable([_('Account'), _('Role')], rows),
        );
    }
}
