#include "tests/lib/entries.h"

#include <string.h>

static const uint8_t values[] = {2, 0, 1, '1', 0, 1, '3'};

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
    if (kind != ENTRY_OUTAGE && kind != ENTRY_BEAT && kind != ENTRY_OPENED && kind != ENTRY_HOURS)
        memcpy(e.id, "V12345678", 10);
    switch (kind) {
    case ENTRY_CLAIM:
        e.claim.stamp.ms = 1234567890123;
        memcpy(e.claim.name, "Ana \xc3\xb1", 7);
        memset(&e.claim.code, 0xC5, sizeof e.claim.code);
        break;
    case ENTRY_RELEASE:
    case ENTRY_ALLOW:
        memcpy(e.release.by, "root", 5);
        break;
    case ENTRY_START:
        e.start.seed = 0xFEDCBA9876543210;
        e.start.seconds = 3600;
        e.start.after_restore = true;
        memset(&e.start.exam, 7, sizeof e.start.exam);
        memset(&e.start.paper, 8, sizeof e.start.paper);
        e.start.pass_percent = 60;
        break;
    case ENTRY_ANSWER:
        e.answer.question = 300;
        e.answer.values = values;
        e.answer.values_len = sizeof values;
        break;
    case ENTRY_FINISH:
        e.finish.reason = FINISH_BY_DEADLINE;
        e.finish.score = -1500;
        e.finish.max = 30000;
        e.finish.unmarked = 2000;
        e.finish.answered = 12;
        break;
    case ENTRY_REISSUE:
        memcpy(e.reissue.by, "ana", 4);
        memset(&e.reissue.code, 9, sizeof e.reissue.code);
        break;
    case ENTRY_OUTAGE:
        e.outage.down_ms = 4711;
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
        memcpy(e.hours.by, "ana", 4);
        memcpy(e.hours.reason, "no power", 9);
        break;
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_FREED:
    case ENTRY_BEAT:
        break;
    }
    return e;
}
