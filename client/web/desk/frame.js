/* frame.js - what is on the screen whatever is open: where we are, the line between the centres in
 * words, who is signed in, and the views as tabs that the address bar remembers. */
import { el, setText, show } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { fill } from './fill.js';
import { focusBack } from './focus.js';
import { languageChoice } from './language.js';
import { hearLine, sayLine } from './line_words.js';
import { sayNode, sayRole, sayWords } from './said.js';
import { sayClock } from './spans.js';
import { Admission } from './admission.js';
import { Centre } from './centre.js';
import { Given } from './given.js';
import { Giving } from './giving.js';
import { Lists } from './lists.js';
import { Marking } from './marking.js';
import { Results } from './results.js';
import { Room } from './room.js';

/* The views, in the order of their tabs: name, label, who has it. */
function viewsOf(desk, giving) {
    const { role } = desk.node;
    return [
        ['room', () => _('Room'), desk.sees, () => new Room(desk, giving, 'own')],
        ['other', () => _('Other centre'), desk.sees, () => new Room(desk, giving, 'other')],
        ['admission', () => _('Admission'), desk.sees, () => new Admission(desk, giving)],
        ['marking', () => _('Marking'), role !== 'invigilator', () => new Marking(desk)],
        ['results', () => _('Results'), role === 'board', () => new Results(desk)],
        ['lists', () => _('Lists'), desk.sees, () => new Lists(desk)],
        ['centre', () => _('Centre'), desk.sees, () => new Centre(desk, giving)],
        ['given', () => _('Given here'), desk.sees, () => new Given(desk, giving)],
    ].filter(([, , has]) => has);
}

export class Frame {
    constructor(desk, { rebuild }) {
        this.desk = desk;
        this.giving = new Giving(desk, {
            given: () => this.current?.given?.(),
            kept: () => this.current?.kept?.(),
        });
        this.views = viewsOf(desk, this.giving);
        this.made = new Map();
        this.title = el('p', { class: 'where' });
        this.line = el('p', { class: 'line' });
        this.heard = el('p', { class: 'heard', role: 'status' }); /* how the line is, without counts */
        this.lost = el('p', { class: 'band', role: 'alert', hidden: true });
        this.stands = el('p', { class: 'band', role: 'status', hidden: true });
        this.main = el('main', { id: 'main', tabIndex: -1 });
        this.tabs = new Map(
            this.views.map(([name, label]) => [name, el('a', { href: '#' + name }, label())]),
        );
        this.elements = [
            el(
                'a',
                { class: 'skip', href: '#main', onclick: (event) => this.#skip(event) },
                _('To the content'),
            ),
            el(
                'header',
                { class: 'top' },
                el(
                    'div',
                    { class: 'head' },
                    this.title,
                    this.line,
                    this.heard,
                    this.#account(rebuild),
                ),
                el('nav', { 'aria-label': _('Views') }, ...this.tabs.values()),
                this.lost,
                this.stands,
            ),
            this.main,
            this.giving.element,
        ];
        /* Headings of tables stay in sight below it, however high it is (desk.css). */
        this.height = new ResizeObserver(([{ target }]) =>
            document.documentElement.style.setProperty('--top', `${target.offsetHeight}px`),
        );
        this.height.observe(this.elements[1]);
        this.onHash = () => this.open();
        addEventListener('hashchange', this.onHash);
        this.lineChanged();
    }

    close() {
        removeEventListener('hashchange', this.onHash);
        this.height.disconnect();
        this.current?.hide?.();
    }

    /* The view that the address names, or the first. */
    open() {
        const wanted = location.hash.slice(1);
        const [name, , , make] = this.views.find(([n]) => n === wanted) ?? this.views[0];
        if (!this.made.has(name)) this.made.set(name, make());
        const view = this.made.get(name);
        for (const [tab, link] of this.tabs)
            tab === name
                ? link.setAttribute('aria-current', 'page')
                : link.removeAttribute('aria-current');
        if (view === this.current) return;
        this.current?.hide?.();
        this.current = view;
        document.title = `${this.tabs.get(name).textContent} · ${sayNode(this.desk.node.node)}`;
        this.main.replaceChildren(view.element);
        view.open?.();
        focusBack(null);
    }

    /* Rows have changed. Views that are closed look at the whole board when they open. */
    update(change) {
        this.current?.update?.(change);
        this.giving.update();
        this.#sayLine();
    }

    statusChanged() {
        this.current?.statusChanged?.();
        this.#sayLine();
    }

    tick(now) {
        this.current?.tick?.(now);
        this.#sayLost();
    }

    lineChanged() {
        this.lostAt = this.desk.node.up ? 0 : Date.now();
        this.#sayLost();
        this.#sayLine();
    }

    #sayLost() {
        const { desk } = this,
            lost = this.lostAt > 0;
        show(this.lost, lost || desk.problem !== '');
        if (lost)
            setText(
                this.lost,
                fill(
                    _(
                        'No line to the node since {clock}: what you see is from then. It is tried again by itself; an order that is on its way is sent again, and never done twice.',
                    ),
                    { clock: sayClock(this.lostAt) },
                ),
            );
        else setText(this.lost, sayWords(desk.problem));
    }

    #sayLine() {
        const { desk } = this;
        const exam = desk.status?.exam ?? '';
        setText(this.title, [sayNode(desk.node.node), exam].filter((t) => t !== '').join(' · '));
        show(this.line, desk.sees && desk.node.up); /* else it is not known */
        const stands = desk.sees && desk.node.up && desk.board.time === 'stands';
        setText(
            this.stands,
            stands
                ? _(
                      'TIME STANDS STILL for everybody of this centre. If it was paused, the order “Resume” for everybody lets it run again.',
                  )
                : '',
        );
        show(this.stands, stands);
        if (!desk.sees) return;
        const { state, text } = sayLine(desk.board, desk.now());
        this.line.dataset.state = state;
        setText(this.line, text);
        setText(this.heard, desk.node.up ? hearLine(desk.board) : '');
        const other = this.tabs.get('other');
        show(other, desk.board.link !== 'none');
        if (desk.board.peer !== '') setText(other, sayNode(desk.board.peer));
    }

    #account(rebuild) {
        const { desk } = this,
            { node } = desk;
        const letters = el('input', {
            type: 'checkbox',
            checked: desk.letters,
            onchange: () => (desk.letters = letters.checked),
        });
        return el(
            'details',
            { class: 'menu account' },
            el('summary', {}, `${node.account} · ${sayRole(node.role)}`),
            el(
                'div',
                { class: 'popup' },
                languageChoice(rebuild),
                desk.sees
                    ? el('label', { class: 'letters' }, letters, _('Letters give orders, / finds'))
                    : null,
                el('button', { type: 'button', onclick: () => node.signOut() }, _('Sign out')),
            ),
        );
    }

    #skip(event) {
        event.preventDefault();
        this.main.focus();
    }
}
