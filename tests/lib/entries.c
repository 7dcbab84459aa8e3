#include "tests/lib/entries.h"

#include <string.h>

static const uint8_t values[] = {2, 0, 1, '1', 0, 1, '3'};

/* Of a running sitting, with every field set that moves. */
static struct person person(void)
{
    struct person p;
    memset(&p, 0, sizeof p);
    memcpy(p.name, "Ana", 4);
    memset(&p.code, 0xC5, sizeof p.code);
    p.stamp.ms = 1234567890123;
    p.extra_ms = -60000;
    p.admitted = p.ready = p.paused = true;
    p.sitting.state = SITTING_RUNNING;
    p.sitting.number = 2;
    p.sitting.seed = 0xFEDCBA9876543210;
    p.sitting.seconds = 3600;
    p.sitting.after_restore = true;
    memset(&p.sitting.exam, 7, sizeof p.sitting.exam);
    memset(&p.sitting.paper, 8, sizeof p.sitting.paper);
    p.sitting.pass_percent = 60;
    p.sitting.started_at.ms = 1803902400000;
    p.sitting.left_ms = 1200000;
    p.sitting.ended = p.sitting.voided = true;
    p.sitting.shown = SHOWN_RESULT;
    p.sitting.reopened = 1;
    return p;
}

struct entry entries_sample(enum entry_kind kind)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = kind;
    e.n = 0x0102030405060708;
    e.seen = 17;
    e.ref = 18;
    e.at.ms = -5;
    e.clock_ms = 99;
    if (entry_subject(kind) != ENTRY_OF_NODE)
        memcpy(e.id, "V12345678", 10);
    if (entry_has_order(kind)) {
        e.order = order_by("ana@caracas", "no power");
        memset(&e.order.key, 0x4B, sizeof e.order.key);
    }
    switch (kind) {
    case ENTRY_CLAIM:
        e.claim.stamp.ms = 1234567890123;
        memcpy(e.claim.name, "Ana \xc3\xb1", 7);
        memset(&e.claim.code, 0xC5, sizeof e.claim.code);
        memcpy(e.claim.from, "V12345679", 10);
        break;
    case ENTRY_START:
        e.start.seed = 0xFEDCBA9876543210;
        e.start.seconds = 3600;
        e.start.left_ms = 3600000;
        e.start.after_restore = true;
        memset(&e.start.exam, 7, sizeof e.start.exam);
        memset(&e.start.paper, 8, sizeof e.start.paper);
        e.start.pass_percent = 60;
        memset(&e.start.token, 5, sizeof e.start.token);
        break;
    case ENTRY_ANSWER:
        e.answer.question = 300;
        e.answer.apart = true;
        e.answer.seq = 65793;
        e.answer.values = values;
        e.answer.values_len = sizeof values;
        break;
    case ENTRY_FINISH:
        e.finish.reason = FINISH_BY_DEADLINE;
        e.finish.left_ms = 1;
        e.finish.score = -1500;
        e.finish.max = 30000;
        e.finish.unmarked = 2000;
        e.finish.answered = 12;
        break;
    case ENTRY_REISSUE:
        memset(&e.reissue.code, 9, sizeof e.reissue.code);
        break;
    case ENTRY_OUTAGE:
        e.outage.down_ms = 4711;
        e.outage.started = true;
        e.outage.from_ms = 98;
        break;
    case ENTRY_OPENED:
        e.opened.reason = OPENED_UNLOCKED;
        memcpy(e.opened.by, "root", 5);
        break;
    case ENTRY_REMARK:
        e.remark.old_score = -3;
        e.remark.score = 4500;
        e.remark.max = 6000;
        e.remark.unmarked = 1000;
        memset(&e.remark.exam, 6, sizeof e.remark.exam);
        e.remark.pass_percent = 100;
        memcpy(e.remark.by, "root", 5);
        break;
    case ENTRY_HOURS:
        e.hours.opens.ms = 1803902400000;
        e.hours.closes.ms = 1803907800000;
        break;
    case ENTRY_LIST:
        memcpy(e.list.name, "Luis", 5);
        e.list.here = true;
        break;
    case ENTRY_ADMIT:
        e.admit.on = true;
        break;
    case ENTRY_BEGIN:
        e.begin.at.ms = 1803902400000;
        break;
    case ENTRY_EXTEND:
        e.time.left_ms = 1200000;
        e.time.delta_ms = -60000;
        e.time.extra_ms = 540000;
        break;
    case ENTRY_PAUSE:
    case ENTRY_RESUME:
    case ENTRY_HOLD:
    case ENTRY_REOPEN:
        e.time.left_ms = 1200000;
        break;
    case ENTRY_END:
        e.time.left_ms = 9000;
        e.time.had_ms = 1200000;
        break;
    case ENTRY_ANNOUNCE:
        memcpy(e.announce.room, "Aula 2", 7);
        memcpy(e.announce.text, "Question 3 is void.", 20);
        break;
    case ENTRY_VOID:
        e.voiding.on = true;
        break;
    case ENTRY_AMEND:
        memcpy(e.amend.name, "Luisa", 6);
        break;
    case ENTRY_TERMINAL:
        e.terminal.event = TERMINAL_TAKEN;
        memset(&e.terminal.token, 3, sizeof e.terminal.token);
        break;
    case ENTRY_LATE:
        e.late.why = LATE_LOST;
        e.late.question = 299;
        e.late.seq = 65794;
        e.late.values = values;
        e.late.values_len = sizeof values;
        break;
    case ENTRY_RENEW:
        e.renew.used = true;
        memset(&e.renew.token, 4, sizeof e.renew.token);
        break;
    case ENTRY_SHOWN:
        e.shown.what = SHOWN_KEY;
        break;
    case ENTRY_STAFF:
        memcpy(e.staff.name, "luis", 5);
        e.staff.role = ROLE_BOARD;
        memset(&e.staff.code, 4, sizeof e.staff.code);
        break;
    case ENTRY_TRANSFER:
        e.move.person = person();
        e.move.parts = 3;
        break;
    case ENTRY_TAKEOVER:
        e.move.person = person();
        break;
    case ENTRY_BROUGHT:
        e.brought.question = 300;
        e.brought.bytes = 5000000000;
        e.brought.seq = ANSWER_SEQ_MAX;
        e.brought.values = values;
        e.brought.values_len = sizeof values;
        break;
    case ENTRY_RECALL:
        e.recall.transfer_n = 77;
        break;
    case ENTRY_ADOPT:
    case ENTRY_RETIRED:
        e.adopt.peer_n = 78;
        memset(&e.adopt.digest, 2, sizeof e.adopt.digest);
        break;
    case ENTRY_COUNT:
        memcpy(e.count.node, "maracay", 8);
        break;
    case ENTRY_MARK:
        memset(&e.mark.finish, 6, sizeof e.mark.finish);
        e.mark.question = 301;
        e.mark.part = 2;
        e.mark.round = 3;
        e.mark.points = 4500;
        break;
    case ENTRY_PUBLISH:
        e.publish.number = 2;
        e.publish.own_n = 1234;
        e.publish.peer_n = 1180;
        memset(&e.publish.own, 5, sizeof e.publish.own);
        memset(&e.publish.peer, 4, sizeof e.publish.peer);
        break;
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_RELEASE:
    case ENTRY_FREED:
    case ENTRY_ALLOW:
    case ENTRY_BEAT:
    case ENTRY_READY:
    case ENTRY_RESET:
    case ENTRY_NOTE:
        break;
    }
    return e;
}
