#!/bin/sh
# Positive controls: plants one fault at a time into the code that the simulation runs, and expects
# the simulation to find it. The Makefile gives COMPILE, LINK, OBJECTS and LIBS.
set -eu
build=$1
runs=${RUNS:-20000}
dir=$build/controls
mkdir -p "$dir"
missed=0

. tests/lib/plant.sh

# control NAME FILE SED-EXPRESSION
control() {
    plant "$2" "$3" "$dir/sim"
    if RUNS=$runs "$dir/sim" >"$dir/$1.log" 2>&1; then
        echo "  MISSED  $1"
        missed=$((missed + 1))
    else
        echo "  found   $1: $(grep -c '^BROKEN by\|does not repeat' "$dir/$1.log" || true) of $runs runs" \
            "$(grep -o 'a process ended.*\|of the named cases failed' "$dir/$1.log" || true)"
    fi
}

# The same without the named cases: a life must find it that nobody thought of.
lives() {
    export CASES=0
    control "$@"
    unset CASES
}

control grant-ignores-stamps server/core/claim.c \
    's/if (!must_yield(a, theirs, own_node, peer_node))/if (a->claim_n == 0)/'
control pending-never-yields server/core/claim.c \
    's/if (!must_yield(a, theirs, own_node, peer_node))/if (a->claim_n > 0)/'
control pending-is-released server/core/claim.c \
    '/case CLAIM_PENDING: \/\* C5 \*\//,/return REFUSAL_PENDING;/s/return REFUSAL_PENDING;/break;/'
control sat-is-released server/core/claim.c \
    's/if (a->sitting.state != SITTING_NONE) \/\* C2 \*\//if (a->claim_n == 0)/'
control held-before-is-released server/core/claim.c \
    's/if (claim_held_before(a, restored_n) .*$/if (a->claim_n == 0)/'
control pending-may-sit server/core/claim.c \
    '/^enum refusal claim_check_home/,/^}/s/return REFUSAL_PENDING;/break;/'
lives starts-at-any-hour server/core/room.c \
    's/^    enum refusal refusal = hours_check(hours, now);$/    (void)hours, (void)now;\n    enum refusal refusal = REFUSAL_NONE;/'
lives hours-are-lost-with-a-disk db/ledger_peer.c \
    's/^    ledger_note_own(l, own);$/    ;/'
lives hours-of-the-peer-are-not-heard db/ledger_hours.c \
    's/hours_apply(&l->state.hours\[JOURNAL_PEER\], theirs);/;/'
lives time-runs-before-the-terminals-are-back server/core/allowance.c \
    's/^        if (s->time_n <= starts->at\[i\].n)$/        if (s->time_n == 0)/'
lives a-pause-loses-time server/core/allowance.c \
    's/^    if (a->paused || s->waits) .*$/    if (s->waits)/'
lives an-extension-doubles db/ledger.c \
    's/return \*refusal == REFUSAL_NONE && ledger_order_done(.*$/return *refusal == REFUSAL_NONE;/'
lives the-clock-of-a-paused-node-runs db/ledger_time.c \
    's/ && l->state.time.paused_n == 0;$/;/'
lives a-report-forgets-an-extension server/report/people_fold.c \
    's/f->extra_ms = a->extra_ms;/;/'
lives a-report-forgets-what-came-along server/report/people_fold.c \
    's/if (e->kind == ENTRY_ANSWER || e->kind == ENTRY_BROUGHT)/if (e->kind == ENTRY_ANSWER)/'
control opens-after-own-tail server/core/recovery.c \
    's/\.held_target = peer->own_n/.held_target = 0/'
control found-log-is-not-synced db/database_open.c \
    's/if (rc == SQLITE_OK \&\& database_sync(db) != STATUS_OK)/if (rc == SQLITE_FULL)/'
control found-log-is-only-synced db/database_open.c \
    's/^        rc = write_again(db->log);$/        ;/'
control copied-pages-are-not-written-again db/database_open.c \
    's/^        rc = write_copied_again(db);$/        ;/'
control any-log-is-taken db/run.c \
    's/lock_has(lock, number))$/true)/'
control the-present-run-is-forgotten-too-soon db/run.c \
    's/write_lock(dir, in_file, present, number, error)/write_lock(dir, number, number, number, error)/'
control the-last-run-is-never-forgotten db/run.c \
    's/if (in_file == number)/if (in_file == 0)/'
control failed-checkpoints-are-passed-over db/store/store.c \
    's/store->synced = database_checkpoint_sync(store->database);/(void)database_checkpoint_sync(store->database);/'
control starts-without-a-grace server/core/grace.c \
    's/return limit_ms > 0 ? GRACE_LASTS : GRACE_MISSED;/return limit_ms > 0 ? GRACE_MISSED : GRACE_MET;/'
control outages-are-written-before-the-hello server/core/grace.c \
    's/return limit_ms > 0 ? GRACE_LASTS : GRACE_MISSED;/return limit_ms >= 0 ? GRACE_MET : GRACE_MISSED;/'
control beats-without-a-client server/core/grace.c \
    's/return state == GRACE_MET || state == GRACE_NO_PEER;/return state != GRACE_LASTS;/'
control a-hello-that-was-not-kept-ends-the-grace db/ledger.c \
    's/^        l->state = l->before;$/        enum grace_state now = l->state.grace; l->state = l->before; l->state.grace = now;/'
control the-exam-clock-runs-in-the-grace db/ledger.c \
    's/    if (!ledger_clock_runs(l)) \/\* S2.*$/    if (l->state.standing != STANDING_OPEN)/'
control a-silent-connection-keeps-the-peer-out server/link/exchange.c \
    's/if (!x->link.met \&\& !x->link.contested) .*$/if (x->link.greeted \&\& x->link.spoke.ms < 0)/'
control any-refusal-ends-the-grace server/link/exchange.c \
    's/^        if (x->link.met)$/        if (x->link.greeted)/'
control short-journal-is-open server/core/recovery.c \
    's/return copied_n > own_n \&\& !stays ? STANDING_RESTORED : said;/(void)own_n; (void)copied_n; (void)stays; return said;/'
control acknowledged-before-commit db/store/store.c \
    's/enum status status = database_commit(store->database);/for (size_t i = 0; i < store->count; i++) task_finish(store->batch[i]); store->count = 0; &/'
control acknowledged-before-sync db/store/store.c \
    's/^    publish(store);$//; s/^    bool any = store->flight.written->any;$/    publish(store); &/'
control confirmed-before-commit db/store/store.c \
    's/^    enum status status = database_commit(store->database);/size_t n; const struct ledger_change *c = ledger_changes(store->ledger, \&n); waiters_conclude(store->waiters, NULL, 0, c, n); &/'
control not-synced db/store/store.c \
    's/any ? database_sync(store->database) : STATUS_OK/STATUS_OK/'
control logs-begin-unsynced db/database.c \
    's/synchronous = NORMAL/synchronous = OFF/'
control checkpoints-not-synced db/database.c \
    's/return sync_file(db->file);/(void)db; return STATUS_OK;/'
control ids-of-a-refused-commit-stay db/ledger.c \
    's/^        id_index_rolled_back(l->applicants.index); .*$/        id_index_committed(l->applicants.index);/'
control the-index-is-not-rebuilt db/applicants.c \
    's/^    while (good \&\& sql_row(t->sql, s)) {$/    while (good \&\& s == NULL) {/'
control rows-are-written-without-their-number db/applicants.c \
    's/^    sql_bind_int(sql, s, 1, (int64_t)row);$/    sql_bind_int(sql, s, 1, (int64_t)(row + row % 2));/'
control the-peers-entries-are-not-kept db/ledger.c \
    's/^    journal_table_write(&l->segments\[JOURNAL_PEER\], NULL);$//'
control answers-twice db/ledger_peer.c \
    's/bool matters = answers \&\& theirs->n > s->seen_n \&\&/bool matters = answers \&\&/'
control lost-entries-are-answered-for db/ledger_peer.c \
    's/if (s->seen_n <= exists_n)/if (exists_n < UINT64_MAX)/'
control damage-is-taken db/ledger_peer.c \
    's/return digest_equal(&digest, r->digest);/return true;/'
control only-messages-are-life server/core/link.c \
    '/^void link_heard/,/^}/s/^    link->heard = now;$//; s/^    if (message->kind == MESSAGE_REFUSE)$/    link->heard = now; &/'
control messages-are-always-large server/core/pace.c \
    's/^    return max(min(p->rate \* PACE_MESSAGE_MS.*$/    (void)p; return PACE_WINDOW_MOST;/'
control the-window-is-always-open server/core/pace.c \
    's/^    return under_way(p) < p->window;$/    return true;/'
control the-peers-backlog-is-not-seen server/core/link.c \
    's/link->slow || link->peer_slow; /link->slow; /'
lives a-slow-line-is-taken-for-another-clock server/core/offset.c \
    's/most = w->theirs.ms + answered_ms - w->left.ms;/most = least + (answered_ms - answered_ms);/'
control only-a-clock-that-is-ahead-is-noticed server/core/offset.c \
    's/return most < 0 ? most : 0;/return 0;/'
lives who-was-not-admitted-starts server/core/room.c \
    's/return REFUSAL_ADMISSION; .*$/return REFUSAL_NONE;/'
lives somebody-starts-before-the-begin server/core/room.c \
    's/return REFUSAL_BEGIN; .*$/return REFUSAL_NONE;/'
control those-who-ask-are-not-started server/core/room.c \
    's/return clock_ms - asker->clock_ms <= ROOM_ASK_MS;/return clock_ms < asker->clock_ms;/'
control who-left-is-started server/core/room.c \
    's/return clock_ms - asker->clock_ms <= ROOM_ASK_MS;/return clock_ms >= asker->clock_ms;/'
control who-was-ready-is-late server/core/room.c \
    's/return refusal == REFUSAL_LATE \&\& a->ready_n > 0 .*$/return refusal;/'
control who-is-late-gets-the-whole server/core/room.c \
    's/return gone_ms < whole_ms ? whole_ms - gone_ms : 0;/return gone_ms < whole_ms ? whole_ms : 0;/'
lives both-keep-their-own-moment server/core/room.c \
    's/return ours->set_seen < theirs->set_n \&\& strcmp(peer_node, own_node) < 0;/return false;/'
lives a-moment-is-not-set-at-the-other-node db/ledger_room.c \
    's/^    repeat_begin(l);$//'
control a-begin-is-forgotten db/ledger.c \
    's/^    ledger_note_room(l, own);$//'
control a-contested-node-stays-open db/ledger_contest.c \
    's/if (journal == JOURNAL_OWN \&\& l->state.standing != STANDING_CONTESTED) {/if (l == NULL) {/'
control a-contested-node-opens-beside-another-disk server/core/recovery.c \
    's/v.refused = v.standing == STANDING_CONTESTED;/v.refused = v.own_contested;/'
control both-journals-are-called-one db/ledger_contest.c \
    's/bool peers = l->dispute\[JOURNAL_PEER\].contest.differs_n > 0;/bool peers = false;/'
control unlocks-what-the-peer-has-more-of server/core/recovery.c \
    's/if (lock->peer_has_n > lock->own_n)/if (lock->peer_has_n == UINT64_MAX)/'
control unlocks-a-contested-node server/core/recovery.c \
    's/if (lock->standing == STANDING_CONTESTED)/if (lock->own_n == UINT64_MAX)/'
control stopped-time-is-counted server/core/examclock.c \
    's/if (counted > EXAMCLOCK_TICK_MOST_MS) .*$/if (counted < 0)/'
control time-runs-on-a-full-disk server/core/examclock.c \
    's/failing ? 0 : answerable_ms/answerable_ms/'
control questions-are-shown-on-a-full-disk server/core/sitting.c \
    's/failing ? REFUSAL_UNSAVED/failing ? REFUSAL_NONE/'
control saves-without-end server/core/sitting.c \
    's/if (saves->bytes > SITTING_SAVES_BYTES/if (saves->bytes > SIZE_MAX - 1/'
control only-the-last-answer-has-a-cost db/sql.c \
    's/bytes = bytes + ?4/bytes = ?4/'
lives stopped-time-is-counted-in-lives server/core/examclock.c \
    's/if (counted > EXAMCLOCK_TICK_MOST_MS) .*$/if (counted < 0)/'
lives time-runs-on-a-full-disk-in-lives server/core/examclock.c \
    's/failing ? 0 : answerable_ms/answerable_ms/'
lives questions-are-shown-on-a-full-disk-in-lives server/core/sitting.c \
    's/failing ? REFUSAL_UNSAVED/failing ? REFUSAL_NONE/'
lives more-is-counted-than-passes server/core/examclock.c \
    's/after.counted_ms += (uint64_t)counted;/after.counted_ms += (uint64_t)counted * 2;/'
lives no-beat-is-written db/ledger_time.c \
    's/l->now_clock_ms >= s->clock_ms + LEDGER_BEAT_MS)/l->now_clock_ms == UINT64_MAX)/'
control a-reset-without-void db/sql.c \
    's/^        " void = max(void, NOT ?2), next_ms = NULL,"$/        " next_ms = NULL,"/'
control second-start server/core/sitting.c \
    's/if (a->sitting.state != SITTING_NONE) { \/\* S1 \*\//if (a->sitting.state == SITTING_FINISHED) {/'
control the-present-start-is-not-asked server/core/instance.c \
    's/^        return INSTANCE_WAIT;$/        return INSTANCE_SUCCEED;/'
control any-bytes-are-life server/link/exchange.c \
    's/^    switch (link_receive(&x->link, m, own_n, now)) {$/    x->instances.challenge.answered = x->instances.challenge.asked; &/'
control replaced-starts-are-not-fenced db/ledger_instance.c \
    's/^        fence(l, &s->peer_instance);$//'
control duplicates-are-not-fenced db/ledger_instance.c \
    's/^        fence(l, &newcomer->instance);$//'
control a-refused-start-goes-on db/ledger_instance.c \
    's/^        ledger_close_as(l, STANDING_RESTORED);$//'
control the-roster-is-not-asked server/core/agree.c \
    "s/^    return node != NULL .*$/    (void)node; (void)peer_node; return true;/"
control withheld-claims-are-forgotten db/ledger_agree.c \
    's/^    while (next_withheld(l, after, id, &n)) {$/    while (l->met \&\& !l->met) {/'
control withheld-claims-are-looked-at-too-early db/ledger_agree.c \
    's/^        s->held_n < l->verdict.held_target) /        false) /'
control withheld-claims-do-not-end db/ledger_peer.c \
    's/^        ledger_end_withheld(l, theirs->id);$/        ;/'
control withheld-claims-go-with-the-disk db/ledger_peer.c \
    's/^        return a->claim == CLAIM_NONE;$/        return false;/'
control a-corrected-name-ends-what-waits db/ledger_peer.c \
    's/if (s->withheld > 0 \&\& concerns(theirs->kind))/if (s->withheld > 0)/'
control a-list-entry-settles-nothing db/ledger_enrolment.c \
    's/^    ledger_grant_withheld(l); .*$//'
control list-entries-of-the-peer-are-not-kept db/ledger_peer.c \
    's/^    listed_table_take(.*$//'
control the-setting-is-not-asked server/core/enrolment.c \
    's/ \&\& !e->by_desk) \/\* G2 \*\/$/ \&\& e->by_desk \&\& !e->by_desk)/'
control invented-people-take-the-room server/core/enrolment.c \
    's/if (e->free_bytes < e->reserve_bytes) .*$/if (e->free_bytes == 0)/'
control invented-people-have-no-end server/core/enrolment.c \
    's/if (!e->by_desk \&\& e->people >= e->people_most) .*$/if (e->people_most == 0)/'
lives both-ids-of-a-person-stay server/core/enrolment.c \
    's/^    return claim_release(goes, restored_n, out) == REFUSAL_NONE;$/    (void)goes;\n    return false;/'
lives who-started-has-two-ids server/core/enrolment.c \
    's/ == REFUSAL_NONE ? old : renamed;$/ == REFUSAL_NONE ? old : old;/'
control opens-before-it-is-taken db/ledger_peer.c \
    's/^    s->grace = before; .*$/    s->grace = before; ledger_taken(l);/'

control the-copy-does-not-count server/core/adoption.c \
    's/return theirs->claim == CLAIM_HOME || theirs->claim == CLAIM_PENDING;/(void)theirs; return false;/'
control pending-people-are-not-adopted db/ledger_adopt.c \
    's/^            confirm_person(l, &a);$/            continue;/'
control an-adoption-is-not-resumed db/ledger_adopt.c \
    's/((s->adoption.adopt_n > 0 \&\& people_left(s) > 0) ||/((s->adopt_row > 0 \&\& people_left(s) > 0) ||/'
control an-adopted-node-goes-on db/ledger_adopt.c \
    '/^void ledger_take_place/,/^}/s/^    ledger_close_as(l, STANDING_ADOPTED);$//'
control an-adopted-node-forgets-that-it-is db/ledger.c \
    's/^    database_set_int(&l->db->sql, "standing", standing);$/    if (standing != STANDING_ADOPTED) &/'
control an-adopted-node-goes-on-writing db/ledger_adopt.c \
    's/return s->standing != STANDING_ADOPTED \&\& s->adoption.adopt_n == 0 .*$/(void)s; return true;/'
control late-acts-are-forgotten server/core/adoption.c \
    '/^    if (there)$/,/ADOPTION_TAKES/s/return ADOPTION_TAKES;/return ADOPTION_LEAVES;/'
control late-acts-override server/core/adoption.c \
    's/^        return ADOPTION_FORKS;$/        return ADOPTION_TAKES;/'
control both-adopters-close server/core/adoption.c \
    's/return !adoption_stands(adoption) || strcmp(peer_node, own_node) < 0;/(void)adoption; (void)peer_node; (void)own_node; return true;/'
lives a-thief-in-a-flap-keeps-the-exam server/core/terminal.c \
    's/return \*wait_ms > 0 ? REFUSAL_INUSE_ALIVE : REFUSAL_NONE;/return REFUSAL_NONE;/'
lives any-terminal-answers db/ledger_exam.c \
    's/refusal = check_terminal(l, a, who, terminal_check);/refusal = REFUSAL_NONE;/'
lives the-first-terminal-does-not-come-back db/ledger_terminal.c \
    's/if (terminal_return(a, token, &returned))/if (l == NULL)/'
control a-taker-finishes-at-once server/core/terminal.c \
    's/refusal == REFUSAL_NONE \&\& provisional ? REFUSAL_INUSE_PROVISIONAL : refusal;/(void)provisional, refusal;/'
lives a-takeover-is-final-at-once server/core/terminal.c \
    's/who->takeover == TAKEOVER_FREE ? TERMINAL_SEATED : TERMINAL_TAKEN/TERMINAL_SEATED/'
control the-takers-answers-replace-the-first-ones server/core/sitting.c \
    's/out->answer.apart = a->sitting.terminal.provisional;.*$/out->answer.apart = false;/'
control the-takers-answers-stay-on-return server/core/terminal.c \
    's/return event != TERMINAL_RETURNED \&\& event/return event/'
control a-moved-terminal-stays server/core/terminal.c \
    's/    case TERMINAL_MOVED: .*$/        t->former = t->token; break; case TERMINAL_MOVED: break;/'
control a-token-outlives-its-code server/core/apply.c \
    's/^        memset(&a->sitting.terminal, 0, sizeof a->sitting.terminal);$//'
lives a-new-token-ends-the-old-one server/core/terminal.c \
    's/^    t->renewed = own->renew.used;$/    t->renewed = true;/'
lives a-new-token-is-not-used server/core/terminal.c \
    's/^    if (!is_new(&a->sitting.terminal, token))$/    if (!is_new(\&a->sitting.terminal, token) || a->sitting.terminal.renewals > 0)/'
lives a-new-token-is-lost-with-the-next-entry db/sittings.c \
    's/^    sql_bind_blob(sql, s, 37, t->renewal.bytes, DIGEST_BYTES);$/    sql_bind_blob(sql, s, 37, t->former_renewal.bytes, DIGEST_BYTES);/'
lives a-copy-of-a-used-token-goes-on server/core/terminal.c \
    's/^    return digest_equal(&t->token, token) || is_new(t, token);$/    return digest_equal(\&t->token, token) || digest_equal(\&t->renewal, token);/'
lives a-copy-of-a-used-token-is-called-anothers server/core/terminal.c \
    's/^    return t->renewed \&\& digest_equal(&t->renewal, token);$/    return t->renewals == 0 \&\& t->renewed \&\& token != NULL;/'
lives tokens-are-renewed-without-end server/core/terminal.c \
    's/if (t->renewals >= TERMINAL_RENEWALS \&\& /if (t->renewals == UINT32_MAX \&\& /'
lives an-old-answer-replaces-a-newer-one server/core/sitting.c \
    's/^    if (given->seq > 0 \&\& given->seq <= saves->last_seq)$/    if (given->seq > 0 \&\& given->seq < saves->last_seq \/ 2)/'
lives an-answer-that-comes-again-is-another-one server/core/sitting.c \
    's/^    return given->seq > 0 \&\& given->seq == saved->seq /    return given->seq > UINT32_MAX - 1 /'
lives a-number-alone-makes-a-repetition server/core/sitting.c \
    's/^           memcmp(given->values, saved->values, saved->values_len) == 0;$/           given->values != NULL;/'
lives late-answers-are-not-on-record db/ledger_exam.c \
    's/^    if (!l->failing \&\& late_decide(/    if (l->failing \&\& late_decide(/'
lives the-reason-of-a-late-answer-is-the-exams server/core/late.c \
    's/^        why = LATE_LOST;$/        ;/'
lives a-late-answer-is-on-record-twice server/core/late.c \
    's/^        return false; \/\* it is journaled already \*\/$/        ;/'
lives late-answers-have-no-end server/core/late.c \
    's/late->count >= LATE_ANSWERS/late->count == UINT16_MAX/'
lives late-numbers-outlive-their-terminal server/core/late.c \
    's/^    late->seq = late->lost_seq = 0;$/    (void)late;/'
lives a-token-is-renewed-by-itself server/core/terminal.c \
    's/^    if (terminal_has(t, renewal)) .*$/    if (is_new(t, renewal))/'
lives a-transfer-keeps-home server/core/transfer.c \
    's/    a->claim = CLAIM_AWAY; .*$/    a->claim = CLAIM_HOME;/'
lives answers-stay-behind db/ledger_transfer.c \
    's/^    while (sittings_next_answer(/    while (parts > 0 \&\& sittings_next_answer(/'
control what-is-brought-is-seen-at-once db/ledger_peer.c \
    's/^        ledger_write_parts(l, theirs, &a, &answer);$/        s->seen_n = theirs->n, &/'
control whom-a-restored-disk-held-is-transferred server/core/transfer.c \
    's/^    if (claim_held_before(a, terms->restored_n) .*$/    if (a->claim_n == UINT64_MAX)/'
lives a-recall-cancels-alone server/core/transfer.c \
    's/^    fill(out, ENTRY_RECALL, a, 0);$/    fill(out, ENTRY_CONFIRM, a, 0);/'
control time-runs-on-in-transit server/core/transfer.c \
    's/^        .left_ms = left_ms,$/        .left_ms = left_ms \/ 2,/'
lives marks-of-the-other-node-are-not-kept db/ledger_peer.c \
    's/^    mark_table_take(.*$//'
lives of-two-marks-the-one-that-came-first-counts server/core/mark.c \
    's/^    if (a->at.ms != b->at.ms)$/    if (a->round == b->round) return false; if (a->at.ms != b->at.ms)/'
lives marks-behind-the-cut-are-told db/ledger_mark.c \
    's/if (cut == NULL || publication_covers(cut, own, l->marks\[i\].n))/if (cut == NULL || cut->number > 0)/'
lives results-are-told-before-they-are-published server/core/publication.c \
    's/return p->number > 0 \&\& n > 0 \&\& n <= (own ? p->own_n : p->peer_n);/return n > 0 \&\& (own || n <= p->peer_n);/'
lives a-mark-that-comes-twice-is-two db/ledger_grading.c \
    '/^enum refusal ledger_mark/,/^}/s/if (!ledger_begin_order(l, wish->id, order, &refusal)) {/if (!ledger_begin_order(l, wish->id, order, \&refusal) \&\& refusal != REFUSAL_NONE) {/'
lives the-other-nodes-people-are-marked-without-the-link server/core/mark.c \
    's/^    if (!wish->home \&\& !wish->linked)$/    if (!wish->home \&\& wish->id == NULL)/'
lives how-it-stood-before-a-remark-is-forgotten db/fold.c \
    's/^        sittings_keep_marks(sql, own->id);$/        ;/'

if [ "$missed" -gt 0 ]; then
    echo "controls: $missed planted faults were not found"
    exit 1
fi
echo "controls: every planted fault was found"
