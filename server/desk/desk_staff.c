#include "server/desk/desk_staff.h"

#include "common/errors.h"
#include "common/wipe.h"
#include "db/ledger_staff.h"
#include "server/door/access.h"
#include "server/door/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct account_call {
    char name[STAFF_NAME_MAX + 1], node[NODE_NAME_MAX + 1];
    enum role role;
    struct code_hash code;
};

static enum refusal put_account(struct ledger *ledger, const char *id, const struct order *order,
                                void *context)
{
    struct account_call *c = context;
    (void)id;
    return ledger_staff_put(ledger, c->name, c->role, &c->code, order);
}

/* NAME or NAME@NODE: only the account's own node writes about it. */
static bool take_account(const struct request *r, const struct wire_word *word,
                         struct account_call *c)
{
    const char *own = r->node->config->node;
    if (account_name_valid(word->data, word->len)) {
        (void)snprintf(c->name, sizeof c->name, "%.*s", (int)word->len, word->data);
        (void)snprintf(c->node, sizeof c->node, "%s", own);
        return true;
    }
    if (!account_parse(word->data, word->len, c->name, c->node)) {
        wire_put_error(r->out, "ERR",
                       "the name of an account has 1 to %d letters, digits, '-' and '_'",
                       STAFF_NAME_MAX);
        return false;
    }
    if (strcmp(c->node, own) == 0)
        return true;
    struct ledger_peer peer;
    store_peer(r->node->store, &peer);
    bool known = strcmp(c->node, peer.node) == 0;
    if (known)
        errors_put(r->out, ERROR_ELSEWHERE, peer.node, peer.address, NULL);
    else
        wire_put_error(r->out, "ERR", "there is no node %s here: this one is %s", c->node, own);
    return false;
}

/* The code is made from the key of the order: a repeated command gives it again. */
static void add(const struct request *r, const struct desk_words *w, struct account_call *c)
{
    char account[BY_MAX_BYTES + 1], code[ACCESS_CODE_SIZE], shown[ACCESS_SHOWN_SIZE];
    (void)snprintf(account, sizeof account, "%s@%s", c->name, c->node);
    enum status status =
        access_issue(r->node->config->cluster, account, w->key.data, w->key.len, code, &c->code);
    if (status != STATUS_OK) {
        reply_failure(r->out, status);
    } else if (desk_do(r, w, "", put_account, c)) {
        access_show(code, shown);
        wire_put_array(r->out, 6);
        reply_pair_text(r->out, "account", account);
        reply_pair_text(r->out, "role", role_text(c->role));
        reply_pair_text(r->out, "code", shown);
        wipe(shown, sizeof shown);
    }
    wipe(code, sizeof code);
}

void desk_staff_add(const struct request *r, const struct desk_words *w)
{
    struct account_call c = {.role = role_named(w->word[1].data, w->word[1].len)};
    if (!take_account(r, &w->word[0], &c))
        return;
    if (c.role == ROLE_NONE)
        wire_put_error(r->out, "ERR", "a role is invigilator, marker or board");
    else
        add(r, w, &c);
}

void desk_staff_remove(const struct request *r, const struct desk_words *w)
{
    struct account_call c = {.role = ROLE_NONE};
    if (take_account(r, &w->word[0], &c) && desk_do(r, w, "", put_account, &c))
        wire_put_simple(r->out, "OK");
}

/* --- STAFF-LIST --- */

enum { LISTED_MOST = 500 /* in a reply */ };

struct list_call {
    bool own;
    char after[STAFF_NAME_MAX + 1];
    size_t count;
    struct staff_account page[LEDGER_STAFF_PAGE];
};

static void run_list(struct ledger *ledger, struct task *task)
{
    struct list_call *c = task->context;
    c->count = ledger_staff_page(ledger, c->own, c->after, c->page);
}

/* The accounts of one node as pairs, and their number. False: the reply says why not. */
static bool put_accounts(const struct request *r, struct list_call *c, const char *node,
                         struct buffer *pairs, size_t *count)
{
    do {
        if (!request_run(r, run_list, c))
            return false;
        for (size_t i = 0; i < c->count && *count < LISTED_MOST; i++, ++*count) {
            char account[BY_MAX_BYTES + 1];
            (void)snprintf(account, sizeof account, "%s@%s", c->page[i].name, node);
            reply_pair_text(pairs, account, role_text(c->page[i].role));
        }
        if (c->count > 0)
            memcpy(c->after, c->page[c->count - 1].name, sizeof c->after);
    } while (c->count == LEDGER_STAFF_PAGE);
    return true;
}

void desk_staff_list(const struct request *r, const struct desk_words *w)
{
    struct list_call *own = calloc(1, sizeof *own), *theirs = calloc(1, sizeof *theirs);
    struct buffer pairs = {0};
    struct ledger_peer peer;
    size_t count = 0;
    (void)w;
    store_peer(r->node->store, &peer);
    if (own == NULL || theirs == NULL) {
        reply_failure(r->out, STATUS_NOMEM);
    } else {
        own->own = true;
        if (put_accounts(r, own, r->node->config->node, &pairs, &count) &&
            put_accounts(r, theirs, peer.node, &pairs, &count)) {
            wire_put_array(r->out, 2 * count);
            buffer_append(r->out, pairs.data, pairs.len);
            r->out->failed = r->out->failed || pairs.failed;
        }
    }
    buffer_release(&pairs);
    free(own);
    free(theirs);
}
