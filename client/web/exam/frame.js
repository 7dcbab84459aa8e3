/* frame.js - what stands around every page: who sits here, how the answers stand, the clock; the band
 * that says that the line is lost; what the staff say. It is built once and says each change once. */
import { drawFor, el, setAttribute, setText, show } from '../shared/dom.js';
import { _, _n, chooseLanguage, chosenLanguage } from '../shared/words.js';
import { span } from '../shared/refusal.js';
import { clockText, minutesToSpeak } from './clock.js';
import { tellNews } from './tell.js';
import { STATE } from './queue.js';
import { looksOf, worst } from './states.js';
import { speak, speakNow, speakers } from './speak.js';

const SITTING = ['exam', 'handin', 'held', 'loading'];
const LOST_MS = 1000; /* a line that is back at once is not worth a band */

export class Frame {
    #session;
    #again;
    #spoke_s = 0;
    #lost = false;
    #told = null; /* the last announcement that was spoken */
    #newsTold = 0;

    /* again: build everything anew, in another language. */
    constructor(session, again) {
        this.#session = session;
        this.#again = again;
        this.who = el('p', { class: 'who' });
        this.all = el('p', { class: 'all state' });
        this.clock = el('output', { 'aria-live': 'off' });
        this.hide = el('button', { type: 'button', onclick: () => this.#toggleClock() });
        this.clockPart = el('p', { class: 'clock' }, this.clock, this.hide);
        this.head = el('header', { class: 'head' }, el('div', {}, this.who, this.all, this.clockPart));
        this.lostText = el('p');
        this.lost = el('div', { class: 'band lost' }, el('div', {}, this.lostText));
        this.notices = el('div');
        this.main = el('main', { id: 'main', tabIndex: -1 });
        this.language = el('button', { type: 'button', onclick: () => this.#otherLanguage() });
        this.centre = el('p');
        this.foot = el('footer', { class: 'foot' }, this.centre, this.language);
        this.skip = el('a', { class: 'skip', href: '#main', onclick: (event) => this.#skip(event) });
    }

    nodes() {
        return [this.skip, this.head, this.lost, this.notices, this.main, this.foot, ...speakers];
    }

    #skip(event) {
        event.preventDefault(); /* no fragment in the history */
        this.main.focus();
    }

    #toggleClock() {
        this.#session.changeView({ clock: !this.#session.view.clock });
    }

    #otherLanguage() {
        const language = chosenLanguage() === 'es' ? 'en' : 'es';
        chooseLanguage(language);
        this.#session.changeView({ language });
        this.#again();
    }

    /* All texts, the clock, and what changed; at a change, and a few times a second. */
    update() {
        const session = this.#session;
        document.documentElement.lang = chosenLanguage();
        setText(this.skip, _('Skip to the question'));
        show(this.skip, SITTING.includes(session.page));
        setText(this.language, chosenLanguage() === 'es' ? 'English' : 'Español');
        this.language.lang = chosenLanguage() === 'es' ? 'en' : 'es';
        setText(this.centre, session.hello === null ? '' : _('Centre: %s', session.hello.node));
        this.#updateHead();
        this.#updateLine();
        this.#updateNotices();
    }

    #updateHead() {
        const { flow, page } = this.#session;
        const sits = SITTING.includes(page);
        show(this.head, sits);
        if (!sits)
            return;
        const { title, name, id } = flow.standing;
        drawFor(this.who, `${title}${name}${id}`, () => [el('b', { dir: 'auto' }, name || id),
            ` · ${name ? `${id} · ` : ''}`, el('span', { dir: 'auto' }, title)]);
        this.#updateAll();
        this.#updateClock();
    }

    #updateAll() {
        const { queue } = this.#session;
        const waiting = queue.waiting().length;
        const states = [...queue.items.keys()].map((n) => this.#session.stateOf(n));
        const state = worst(states);
        const { shape, words, look } = looksOf(state);
        const text = state === STATE.KEPT
            ? _n('%lu answer kept in this browser', '%lu answers kept in this browser', waiting) : words;
        setAttribute(this.all, 'class', `all state ${look}`);
        show(this.all, state !== STATE.NONE);
        drawFor(this.all, shape + text, () => [el('span', { class: 'shape', 'aria-hidden': 'true' }, shape), text]);
    }

    #updateClock() {
        const session = this.#session;
        const { standing } = session.flow;
        if (standing === null || !SITTING.includes(session.page))
            return;
        const left_s = session.secondsLeft();
        const known = !standing.isUnsure; /* Q3 */
        const shown = session.view.clock && known;
        setText(this.clock, shown ? this.#clockWords(left_s) : '');
        show(this.clock, shown);
        setText(this.hide, session.view.clock ? _('hide the time') : _('show the time'));
        const minutes = known ? minutesToSpeak(this.#spoke_s, left_s) : 0;
        if (minutes > 0)
            speak(_n('%lu minute is left.', '%lu minutes are left.', minutes));
        this.#spoke_s = left_s;
    }

    #clockWords(left_s) {
        if (!this.#session.line.up && this.#lost)
            return _('at least %s', clockText(left_s));
        return clockText(left_s);
    }

    #lostWords(left_s, since = true) {
        const session = this.#session;
        const ago = Math.floor((performance.now() - session.line.since) / 1000);
        const out = [since ? _('No connection to the centre for %s.', span(ago))
            : _('The connection to the centre is lost.')];
        if (!SITTING.includes(session.page)) {
            out.push(_('This page tries again by itself. Tell the staff if it lasts.'));
            return out.join(' ');
        }
        out.push(session.keptFails
            ? _('Your answers wait in this page, but this browser cannot keep them: leave it open, and ' +
                'tell the staff.')
            : _('You can go on: your answers are kept in this computer and are sent by themselves.'));
        if (session.flow.standing.paused === '' && !session.flow.standing.isUnsure)
            out.push(left_s > 0
                ? _('At least %s is left; if the centre is down, this time is given back.', clockText(left_s))
                : _('By the clock of this page the time is over; if the centre is down, this time is given back.'));
        return out.join(' ');
    }

    #updateLine() {
        const { line, page } = this.#session;
        const silent = !line.up && performance.now() - line.since > LOST_MS;
        const matters = page !== 'after' && page !== 'review' && page !== 'stop';
        const lost = !line.up && matters && (silent || this.#lost);
        show(this.lost, lost);
        if (lost)
            setText(this.lostText, this.#lostWords(this.#session.secondsLeft()));
        if (lost === this.#lost)
            return;
        this.#lost = lost;
        if (lost)
            speakNow(this.#lostWords(this.#session.secondsLeft(), false));
        else if (line.up)
            speak(_('The connection is back.'));
        this.#updateClock();
    }

    /* A band for the staff's last announcement (T8), and one for what they did last. */
    #updateNotices() {
        const { flow, view, news, page } = this.#session;
        const { standing } = flow;
        const bands = [];
        if (standing !== null && standing.announced > view.put_away && page !== 'after' && page !== 'review') {
            const text = _('Notice from the staff: %s', standing.announcement);
            bands.push([standing.announced, text, () => this.#session.changeView({ put_away: standing.announced })]);
            if (this.#told !== standing.announced)
                speakNow(text);
            this.#told = standing.announced;
        }
        const lines = news !== null && SITTING.includes(page) ? tellNews(news.news, standing, performance.now()) : [];
        if (lines.length > 0) {
            bands.push([news.at, lines.join(' '), () => this.#session.putAway()]);
            if (news.at > this.#newsTold)
                speakNow(lines.join(' '));
            this.#newsTold = Math.max(this.#newsTold, news.at);
        }
        this.#drawNotices(bands);
    }

    #drawNotices(bands) {
        const key = JSON.stringify([chosenLanguage(), ...bands.map(([which]) => which)]);
        drawFor(this.notices, key, () => bands.map(([which, text, putAway]) =>
            el('div', { class: 'band' }, el('div', {}, el('p', { dir: 'auto' }, text),
                el('button', { type: 'button', id: `notice-${which}`, onclick: putAway }, _('Put away'))))));
        bands.forEach(([, text], i) => setText(this.notices.children[i].querySelector('p'), text)); /* the time left in it */
    }
}
