/* states.js - the states of an answer, as people see them: a shape and words, and only then a colour.
 * Pure. */
import { _, N_ } from '../shared/words.js';
import { STATE } from './queue.js';

const LOOKS = {
    [STATE.NONE]: ['○', N_('no answer'), 'hint'],
    [STATE.SAVING]: ['◌', N_('saving'), 'hint'],
    [STATE.HERE]: ['●', N_('saved here'), 'good'],
    [STATE.BOTH]: ['●●', N_('saved at both centres'), 'good'],
    [STATE.KEPT]: ['▲', N_('kept in this browser'), 'wait'],
    [STATE.REFUSED]: ['■', N_('not saved'), 'bad'],
    [STATE.UNCOUNTED]: ['■', N_('not counted'), 'bad'],
};

/* {shape, words, look} */
export function looksOf(state) {
    const [shape, words, look] = LOOKS[state];
    return { shape, words: _(words), look };
}

/* The state of all answers as one: the one that needs most. */
export function worst(states) {
    const order = [STATE.UNCOUNTED, STATE.REFUSED, STATE.KEPT, STATE.SAVING, STATE.HERE, STATE.BOTH];
    return order.find((state) => states.includes(state)) ?? STATE.NONE;
}
