/* reasons.js - the usual reasons, and the commands that each one fits. Pure. */
import { N_ } from '../shared/words.js';

const HOURS = ['hours-change', 'hours-plan'];
const FAULT = ['pause', 'extend', 'reopen', 'reset', 'announce', 'hours-change'];

export const REASONS = [
    [N_('fire alarm'), ['pause', 'resume', 'extend', 'end', 'announce', ...HOURS]],
    [N_('the power failed'), [...FAULT, 'move', 'transfer']],
    [N_('the line failed'), [...FAULT, 'transfer']],
    [N_('the computer failed'), ['pause', 'extend', 'move', 'reopen', 'reset', 'announce']],
    [N_('noise in the room'), ['pause', 'extend']],
    [N_('is not well'), ['pause', 'extend', 'end']],
    [N_('needs more time'), ['extend']],
    [N_('the cause of the pause is over'), ['resume']],
    [N_('everybody is seated'), ['begin', 'admit']],
    [N_('wants to stop'), ['end']],
    [N_('sits at another place now'), ['move', 'transfer']],
    [N_('was caught with help that is not allowed'), ['void', 'end']],
    [N_('took the exam for somebody else'), ['void', 'unadmit']],
    [N_('disturbed the others'), ['void', 'end']],
    [N_('lost the code'), ['reissue']],
    [N_('as the document says'), ['amend', 'rename-id', 'list']],
    [N_('the board has ruled so'), ['void', 'unvoid', 'reset', 'count', 'allow', 'list', 'publish']],
    [
        N_('a mistake of the staff'),
        [
            ...['admit', 'unadmit', 'pause', 'resume', 'extend', 'reopen', 'reset', 'unvoid'],
            ...['amend', 'rename-id', 'release', 'recall', 'transfer', ...HOURS],
        ],
    ],
];

/* Those that fit the command, the usual ones first; not translated. */
export function reasonsFor(command) {
    return REASONS.filter(([, commands]) => commands.includes(command.name)).map(([text]) => text);
}
