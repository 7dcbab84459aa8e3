/* attention.js - what somebody should look at, from the pairs of STATUS: the lines that
 * `sinodoctl status` shows (server/ctl/attention.c), as far as a desk can do something about them. Pure. */
import { _, _n } from '../shared/words.js';
import { fill } from './fill.js';
import { sayNode, sayStatus } from './said.js';
import { sayClock } from './spans.js';

/* When a line is shown, and the line. `s` are the pairs. The first one is no fault, but nobody may miss it. */
const LINES = [
    [
        (s) => (s.begins ?? '') !== '',
        () => _('the exam begins at {begins} at both centres, by the clock of this computer'),
    ],
    [
        (s) => s.standing !== 'open' && s.standing !== 'adopted',
        () => _('this node is closed: it serves nobody (standing {standing})'),
    ],
    [(s) => s.waiting !== 'no', () => _('nobody is served yet: this node waits {waiting}')],
    [(s) => s.retired !== '', () => _('this node is retired: {retired}')],
    [(s) => s.contested !== '', () => _('{contested}: see what_to_do')],
    [
        (s) => s.missing_here > 0,
        (s) =>
            _n(
                "{missing_here} entry of this node's journal is missing on its disk",
                "{missing_here} entries of this node's journal are missing on its disk",
                s.missing_here,
            ),
    ],
    [(s) => s.incidents > 0, (s) =>
            _n(
                '{incidents} incident: {incident}',
                '{incidents} incidents: {incident}',
                s.incidents,
            )],
    [
        (s) => s.writes === 'fail',
        () => _('the last write to the disk failed: nothing is saved, and the exam clock stands'),
    ],
    [(s) => s.exams_agree === 'no', () => _('the two nodes have different exams: nobody starts')],
    [
        (s) => s.rules_differ !== '',
        () =>
            _(
                'the two nodes were started with different options ({rules_differ}): nobody registers',
            ),
    ],
    [(s) => s.rosters_agree === 'no', () => _("the two nodes' rosters differ")],
    [
        (s) => s.hours_agree === 'no',
        () =>
            _("the two nodes' plans, and so their hours, differ: {hours} here, {peer_hours} there"),
    ],
    [
        (s) => Math.abs(s.peer_clock_ahead_ms) > 1000,
        () => _('the clocks of the two nodes differ: set the one that is wrong'),
    ],
    [
        (s) => s.standing === 'adopted',
        () => _('{peer} has taken over the people of this node, which is closed for good'),
    ],
    [
        (s) => s.to_take_over > 0,
        (s) =>
            _n(
                '{to_take_over} person of {peer} is yet to be taken over',
                '{to_take_over} people of {peer} are yet to be taken over',
                s.to_take_over,
            ),
    ],
    [
        (s) => s.forked > 0,
        (s) =>
            _n(
                '{forked} person went on at both centres ({forked_ids}): the board decides, with count',
                '{forked} people went on at both centres ({forked_ids}): the board decides, with count',
                s.forked,
            ),
    ],
    [
        (s) => s.in_transit > 0 && s.link !== 'up' && s.link !== 'none',
        (s) =>
            _n(
                '{in_transit} person is on the way to {peer}, and sits nowhere: recall, or adopt {peer}',
                '{in_transit} people are on the way to {peer}, and sit nowhere: recall, or adopt {peer}',
                s.in_transit,
            ),
    ],
    [
        (s) => s.pending > 0 && s.link !== 'up' && s.link !== 'none',
        (s) =>
            _n(
                '{pending} registration is pending until the link is up',
                '{pending} registrations are pending until the link is up',
                s.pending,
            ),
    ],
    [
        (s) => s.unmarked > 0 && s.running === 0 && s.finished > 0,
        (s) =>
            _n(
                'the essays of {unmarked} person are not all marked: the result is provisional (grade)',
                'the essays of {unmarked} people are not all marked: their results are provisional (grade)',
                s.unmarked,
            ),
    ],
    [
        (s) => s.free_bytes !== null && s.free_bytes < 256 * 1024 * 1024,
        () => _('the disk has only {mib} MiB left'),
    ],
    [
        (s) => s.registration === 'open' && s.listed !== null,
        () => _('registration is open: whoever knows an ID of the roster can register it'),
    ],
    [
        (s) => s.web_cert_days !== null && s.web_cert_days < 14,
        () =>
            _(
                'the certificate that browsers are shown ends on {web_cert_until}: renew it (keygen --web, or your own), and start the node again',
            ),
    ],
];

export function attentionOf(status) {
    const said = ['standing', 'hours', 'peer_hours'].map((n) => [n, sayStatus(n, status[n])]);
    const facts = {
        ...status,
        ...Object.fromEntries(said),
        peer: sayNode(status.peer ?? ''),
        web_cert_until: (status.web_cert_until ?? '').slice(0, 10),
        begins: sayClock(Date.parse(status.begins ?? '')),
        mib: Math.floor((status.free_bytes ?? 0) / 1048576),
    };
    return LINES.filter(([holds]) => holds(status)).map(([, text]) => fill(text(status), facts));
}
