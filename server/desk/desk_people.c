#include "server/desk/desk_people.h"

#include "common/wipe.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "server/door/access.h"
#include "server/door/reply.h"

/* --- REISSUE --- */

static enum refusal reissue(struct ledger *ledger, const char *id, const struct order *order,
                            void *context)
{
    return ledger_reissue(ledger, id, order, context);
}

static void put_new_code(const struct request *r, const char *id, const char *code)
{
    char shown[ACCESS_SHOWN_SIZE];
    access_show(code, shown);
    wire_put_array(r->out, 4);
    reply_pair_text(r->out, "id", id);
    reply_pair_text(r->out, "code", shown);
    wipe(shown, sizeof shown);
}

struct code_call {
    const char *id, *code;
    bool same;
    enum status compared;
};

static void run_compare(struct ledger *ledger, struct task *task)
{
    struct code_call *c = task->context;
    struct applicant a = ledger_find(ledger, c->id);
    c->compared = access_matches(c->code, &a.code, &c->same);
}

/* Is it the applicant's code, also after a command that is repeated? False: the reply says why not. */
static bool is_valid(const struct request *r, const char *id, const char *code)
{
    struct code_call c = {.id = id, .code = code};
    if (!request_run(r, run_compare, &c))
        return false;
    if (c.compared != STATUS_OK)
        reply_failure(r->out, c.compared);
    else if (!c.same)
        wire_put_error(r->out, "ERR",
                       "this command was carried out, and the code is another since");
    return c.compared == STATUS_OK && c.same;
}

/* The code is made from the key of the order: whoever lost the reply gets the same code again. */
void desk_reissue(const struct request *r, const struct desk_words *w)
{
    struct code_hash hash;
    char code[ACCESS_CODE_SIZE];
    const char *id = w->who.id[0];
    enum status status =
        access_issue(r->node->config->cluster, id, w->key.data, w->key.len, code, &hash);
    if (status != STATUS_OK)
        reply_failure(r->out, status);
    else if (desk_one(r, w, reissue, &hash) && is_valid(r, id, code))
        put_new_code(r, id, code);
    wipe(code, sizeof code);
}

/* --- RELEASE, ALLOW --- */

static enum refusal release(struct ledger *ledger, const char *id, const struct order *order,
                            void *context)
{
    (void)context;
    return ledger_release(ledger, id, order);
}

static enum refusal allow(struct ledger *ledger, const char *id, const struct order *order,
                          void *context)
{
    (void)context;
    return ledger_allow(ledger, id, order);
}

void desk_release(const struct request *r, const struct desk_words *w)
{
    desk_each(r, w, release, NULL);
}

void desk_allow(const struct request *r, const struct desk_words *w)
{
    desk_each(r, w, allow, NULL);
}
