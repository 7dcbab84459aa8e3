#include "server/desk/staff.h"

#include "common/errors.h"
#include "common/wipe.h"
#include "db/ledger_staff.h"
#include "server/door/access.h"
#include "server/door/reply.h"

#include <stdio.h>
#include <string.h>

struct lookup {
    char name[STAFF_NAME_MAX + 1], node[NODE_NAME_MAX + 1];
    struct staff_account account; /* if `known` */
    bool known;
    enum refusal closed; /* REFUSAL_NONE: the node is open */
};

static void run_lookup(struct ledger *ledger, struct task *task)
{
    struct lookup *l = task->context;
    l->known = ledger_staff_find(ledger, l->name, l->node, &l->account);
    l->closed = ledger_check_open(ledger);
}

/* Does the same work for every name. */
static enum status compare_code(const struct lookup *l, const struct wire_word *typed, bool *right)
{
    char code[ACCESS_CODE_SIZE] = "000000000000";
    bool same = false;
    bool possible = access_normalise(typed->data, typed->len, code);
    enum status status = access_matches(code, &l->account.code, &same);
    wipe(code, sizeof code);
    *right = possible && same && l->known;
    return status;
}

static void sign_in(struct staff *staff, const struct request *r, const struct lookup *l)
{
    (void)snprintf(staff->account, sizeof staff->account, "%s@%s", l->name, l->node);
    staff->role = l->account.role;
    staff->code = l->account.code.hash;
    clients_trust(r->node->clients, r->client);
    wire_put_array(r->out, 6);
    reply_pair_text(r->out, "account", staff->account);
    reply_pair_text(r->out, "role", role_text(staff->role));
    reply_pair_text(r->out, "node", r->node->config->node);
}

bool staff_request(struct staff *staff, struct signin *signin, const struct request *r)
{
    struct lookup l = {.known = false};
    bool right;
    (void)account_parse(r->words[1].data, r->words[1].len, l.name, l.node);
    if (!request_run(r, run_lookup, &l))
        return true;
    enum status status = compare_code(&l, &r->words[2], &right);
    if (status != STATUS_OK) {
        reply_failure(r->out, status);
        return true;
    }
    if (right) {
        signin->wrong = 0;
        sign_in(staff, r, &l);
        return true;
    }
    if (l.closed != REFUSAL_NONE) { /* it may yet hear of that account */
        request_refuse(r, l.closed);
        return signin_hold(signin, r);
    }
    errors_put(r->out, ERROR_WRONGPASS, NULL);
    return signin_was_wrong(signin, r);
}

bool staff_check(struct staff *staff, const struct request *r)
{
    struct lookup l = {.known = false};
    if (staff->role == ROLE_NONE) {
        errors_put(r->out, ERROR_NOAUTH_FIRST, NULL);
        return false;
    }
    (void)account_parse(staff->account, strlen(staff->account), l.name, l.node);
    if (!request_run(r, run_lookup, &l))
        return false;
    if (l.known && digest_equal(&l.account.code.hash, &staff->code)) {
        staff->role = l.account.role;
        return true;
    }
    *staff = (struct staff){.role = ROLE_NONE};
    clients_sign_out(r->node->clients, r->client);
    errors_put(r->out, ERROR_NOAUTH_LAPSED, NULL);
    return false;
}
