/* bar.js - the orders for whom is chosen, always in the same place at the foot of the room. */
import { el, setText, show } from '../shared/dom.js';
import { _, _n } from '../shared/words.js';
import { commandNamed, commandOfLetter, COMMANDS, mayDo } from './commands.js';
import { fill } from './fill.js';

/* The orders of every day, of this centre; the others stand behind one button. */
const DAILY = ['admit', 'pause', 'resume', 'extend', 'note', 'move', 'end'];

export class Bar {
    constructor(desk, giving, which) {
        Object.assign(this, { desk, giving, which });
        this.people = [];
        this.whom = el('p', { class: 'whom' });
        this.daily = which === 'own' ? DAILY.map((name) => this.#button(commandNamed(name))) : [];
        this.more = el(
            'button',
            { type: 'button', class: 'more', onclick: () => this.#openMore() },
            _('More orders …'),
        );
        this.element = el(
            'section',
            { class: 'bar', 'aria-label': _('Orders') },
            this.whom,
            el('div', { class: 'daily', hidden: this.daily.length === 0 }, ...this.daily),
            this.more,
        );
        this.setPeople([], 0);
    }

    /* chosen: how many are ticked; of none the person with the focus counts. */
    setPeople(people, chosen) {
        this.people = people;
        const [first] = people;
        const text =
            people.length === 0
                ? _('Choose somebody, or give an order for many.')
                : chosen > 1
                  ? fill(_n('For {n} person', 'For {n} people', people.length), {
                        n: people.length,
                    })
                  : fill(_('For {name}, {id}'), { name: first.row.name, id: first.row.id });
        setText(this.whom, text);
        for (const button of this.daily)
            show(button, mayDo(this.desk.node.role, button.command, people.length));
    }

    /* Is the letter that of an order? Then it is begun. */
    takeLetter(letter) {
        const command =
            letter === 'P' || letter === 'R'
                ? commandNamed(letter === 'P' ? 'pause' : 'resume')
                : commandOfLetter(letter);
        if (command === undefined || this.which !== 'own' || !mayDo(this.desk.node.role, command))
            return false;
        if (letter === 'P' || letter === 'R') this.giving.open(command, [], {}, '--all');
        else this.giving.open(command, this.people);
        return true;
    }

    #button(command) {
        const button = el(
            'button',
            {
                type: 'button',
                class: command.name === 'pause' ? 'alarm' : null,
                'aria-keyshortcuts': command.letter,
                onclick: () => this.giving.open(command, this.people),
            },
            _(command.short ?? command.label),
            el('kbd', { 'aria-hidden': 'true' }, command.letter),
        );
        button.command = command;
        return button;
    }

    #openMore() {
        const { role } = this.desk.node;
        const some = COMMANDS.filter(
            (c) => mayDo(role, c) && (this.which === 'own' ? c.other !== true : c.other === true),
        );
        this.giving.choose(some, this.people);
    }
}
