/* R9: the options that both nodes must be started with (server/core/agree.h), and the claims that are
 * withheld while they differ. */
#include "common/log.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_private.h"
#include "db/listed_table.h"
#include "server/core/claim.h"

#include <string.h>

/* Compared once for each meeting: every registration asks. */
static void compare_rules(struct ledger *l)
{
    const char *theirs = l->state.peer_agreement.rules;
    char words[AGREE_WORDS_SIZE];
    l->state.rules_differ =
        theirs[0] != '\0' && agree_rules_differ(l->agreement.rules, theirs, words);
}

void ledger_load_agreement(struct ledger *l)
{
    struct sql *sql = &l->db->sql;
    struct agreement *peer = &l->state.peer_agreement;
    database_get_text(sql, "peer_rules", peer->rules, sizeof peer->rules);
    database_get_blob(sql, "peer_roster", peer->roster.bytes, DIGEST_BYTES);
    compare_rules(l);
    sqlite3_stmt *s = sql_use(sql, SQL_WITHHELD_COUNT);
    if (sql_row(sql, s))
        l->state.withheld = (uint64_t)sqlite3_column_int64(s, 0);
    sql_end(s);
}

void ledger_explain_rules(const struct ledger *l, char words[AGREE_WORDS_SIZE])
{
    words[0] = '\0';
    if (l->state.rules_differ)
        (void)agree_rules_differ(l->agreement.rules, l->state.peer_agreement.rules, words);
}

/* The roster was read when the other node's name was not known. */
static void look_for_stranger(const struct ledger *l, const struct hello *peer)
{
    char stranger[NODE_NAME_MAX + 1];
    if (l->roster_stranger != NULL &&
        l->roster_stranger(l->roster, l->identity.node, peer->node, stranger))
        log_event(LOG_WARN,
                  "the roster lists people at '%s', but the nodes are %s and %s: these people can "
                  "register at neither; correct the roster and reload it",
                  stranger, l->identity.node, peer->node);
}

void ledger_take_agreement(struct ledger *l, const struct hello *peer)
{
    struct agreement *known = &l->state.peer_agreement;
    char words[AGREE_WORDS_SIZE];
    if (strcmp(known->rules, peer->agreement.rules) != 0)
        database_set_text(&l->db->sql, "peer_rules", peer->agreement.rules);
    if (!digest_equal(&known->roster, &peer->agreement.roster))
        database_set_blob(&l->db->sql, "peer_roster", peer->agreement.roster.bytes, DIGEST_BYTES);
    *known = peer->agreement;
    compare_rules(l);
    ledger_explain_rules(l, words);
    if (l->state.rules_differ)
        log_event(LOG_WARN,
                  "the two nodes were started with different options: %s; nobody registers "
                  "or starts until both are started with the same",
                  words);
    if (agree_rosters_differ(&l->agreement, known))
        log_event(LOG_WARN, "the two nodes' rosters differ: a claim that this node's roster "
                            "contradicts is not granted; give both the same file and reload them");
    look_for_stranger(l, peer);
}

enum refusal ledger_check_rules(const struct ledger *l)
{
    if (!ledger_position(l).exams_agree)
        return REFUSAL_EXAM_DIFFERS;
    return l->state.rules_differ ? REFUSAL_RULES_DIFFER : REFUSAL_NONE;
}

bool ledger_set_roster(struct ledger *l, const struct digest *roster, uint64_t people_most)
{
    l->people_most = people_most > 0 ? people_most : UINT64_MAX;
    bool changed = !digest_equal(&l->agreement.roster, roster);
    l->agreement.roster = *roster;
    return changed;
}

bool ledger_may_grant(struct ledger *l, const char *id)
{
    char node[NODE_NAME_MAX + 1] = "";
    bool has_roster = l->roster_node != NULL;
    bool listed = has_roster && l->roster_node(l->roster, id, node), apart = false;
    if (has_roster) {
        struct listing ours = listed_table_find(&l->db->sql, JOURNAL_OWN, id),
                       theirs = listed_table_find(&l->db->sql, JOURNAL_PEER, id);
        apart = enrolment_listed(&theirs, &ours);
    }
    return agree_may_grant(l->state.rules_differ, has_roster, listed ? node : NULL,
                           l->state.peer.node, apart);
}

void ledger_withhold(struct ledger *l, const char *id, uint64_t n)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_WITHHELD_PUT);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, (int64_t)n);
    sql_run(sql, s);
    l->state.withheld++;
    if (n > l->state.seen_n) /* a new entry, not one that a lost disk had seen */
        log_event(LOG_WARN,
                  "claim %s of %s is not granted: this node's roster or options contradict it; it "
                  "stays pending there until both nodes have the same",
                  id, l->state.peer.node);
}

void ledger_end_withheld(struct ledger *l, const char *id)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_WITHHELD_DROP);
    sql_bind_text(sql, s, 1, id);
    sql_run(sql, s);
    if (sql->status == STATUS_OK)
        l->state.withheld -= (uint64_t)sqlite3_changes(sql->handle);
}

/* The ID after `after` and its claim's entry; false at the end. */
static bool next_withheld(struct ledger *l, const char *after, char id[IDENT_SIZE], uint64_t *n)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_WITHHELD_NEXT);
    sql_bind_text(sql, s, 1, after);
    bool found = sql_row(sql, s);
    if (found) {
        sql_column_text(s, 0, id, IDENT_SIZE);
        *n = (uint64_t)sqlite3_column_int64(s, 1);
    }
    sql_end(s);
    return found;
}

/* False when the peer's journal has no such claim: the peer's disk lost it. */
static bool read_claim(struct ledger *l, const char *id, uint64_t n, struct entry *out)
{
    return ledger_read_entry(l, JOURNAL_PEER, n, out) && out->kind == ENTRY_CLAIM &&
           strcmp(out->id, id) == 0;
}

void ledger_grant_withheld(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    char after[IDENT_SIZE] = "", id[IDENT_SIZE];
    uint64_t n;
    if (s->withheld == 0 || !ledger_answers_peer(l) || ledger_is_closed(l) || !l->met ||
        !l->taken || l->verdict.quiet ||
        s->held_n < l->verdict.held_target) /* the peer's next entry about an ID may come yet */
        return;
    while (next_withheld(l, after, id, &n)) {
        struct entry claim, answer;
        memcpy(after, id, sizeof after);
        bool there = read_claim(l, id, n, &claim);
        if (there && !ledger_may_grant(l, id))
            continue;
        ledger_end_withheld(l, id);
        if (!there)
            continue;
        struct applicant a = fold_applicant(&l->applicants, id);
        /* Home here: the peer granted it, and has lost that entry together with its disk. */
        if (claim_react(&a, &claim, l->identity.node, s->peer.node, &answer) == CLAIM_ENTRY)
            ledger_append(l, &answer, &a);
    }
}
