#include "tests/lib/candidates.h"

#include "common/thread.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RETRY_MS = 20 };

struct candidates_worker {
    struct candidates *all;
    int which, number;
    pthread_t thread;
    struct client_conn conn;
    size_t done; /* of `candidate`; the rest is of no run yet */
    size_t first;
    struct candidate candidate[CANDIDATES_MOST];
};

static void make_id(int number, size_t serial, char out[IDENT_SIZE])
{
    (void)snprintf(out, IDENT_SIZE, "V%d%07u", number + 1, (unsigned)serial % 10000000);
}

/* --- at work --- */

static bool acknowledged(struct candidates_worker *w)
{
    atomic_fetch_add(&w->all->acknowledged, 1);
    return true;
}

/* False: the connection broke, or the node said no. */
static bool answer(struct candidates_worker *w, struct candidate *c, int question, int option)
{
    char number[8], value[8];
    (void)snprintf(number, sizeof number, "%d", question + 1);
    (void)snprintf(value, sizeof value, "%d", option);
    c->unclear[question] = true;
    if (strcmp(client_ask(&w->conn, "ANSWER", number, value, NULL), "OK") != 0)
        return false;
    c->unclear[question] = false;
    c->answer[question] = option;
    return acknowledged(w);
}

static void sit(struct candidates_worker *w, struct candidate *c, const char *id)
{
    char value[256];
    if (strcmp(client_ask(&w->conn, "AUTH", id, c->code, TERMINAL, NULL), "OK") != 0 ||
        !client_is(&w->conn, "OK") || client_ask(&w->conn, "START", NULL)[0] != 't')
        return;
    c->started = acknowledged(w);
    for (int i = 0; i < 2 * CANDIDATES_QUESTIONS && !atomic_load(&w->all->stop); i++)
        if (!answer(w, c, i % CANDIDATES_QUESTIONS, 1 + (i + w->number) % 3))
            return;
    c->finishing = true;
    if (client_ask(&w->conn, "FINISH", NULL)[0] != 's')
        return;
    (void)snprintf(c->score, sizeof c->score, "%.31s", client_pair(&w->conn, "score", value));
    (void)acknowledged(w);
}

static void take_registration(struct candidates_worker *w, struct candidate *c)
{
    char value[256];
    if (client_is(&w->conn, "-ELSEWHERE"))
        c->state = CANDIDATE_AWAY;
    if (!client_is(&w->conn, "id "))
        return;
    bool confirmed = strcmp(client_pair(&w->conn, "state", value), "confirmed") == 0;
    c->state = confirmed ? CANDIDATE_CONFIRMED : CANDIDATE_PENDING;
    (void)snprintf(c->code, sizeof c->code, "%.31s", client_pair(&w->conn, "code", value));
    (void)acknowledged(w);
}

static void *work(void *arg)
{
    struct candidates_worker *w = arg;
    char id[IDENT_SIZE];
    bool open = false;
    while (!atomic_load(&w->all->stop) && w->done < CANDIDATES_MOST) {
        if (!open) {
            open = node_open(w->all->pair, w->which, &w->conn);
            if (!open)
                (void)poll(NULL, 0, RETRY_MS);
            continue;
        }
        struct candidate *c = &w->candidate[w->done++];
        make_id(w->number, w->done, id);
        (void)client_ask(&w->conn, "REGISTER", id, "Ana", NULL);
        take_registration(w, c);
        if (c->state == CANDIDATE_CONFIRMED)
            sit(w, c, id);
        if (w->conn.reply[0] == '\0') {
            client_close(&w->conn);
            open = false;
        } else if (w->conn.reply[0] == '-') {
            (void)poll(NULL, 0, RETRY_MS); /* a node that says no is not asked at once again */
        }
    }
    if (open)
        client_close(&w->conn);
    return NULL;
}

/* --- what was promised --- */

static void broken(struct candidates *all, const char *promise, const char *id, const char *node,
                   const char *reply)
{
    all->lost++;
    printf("BROKEN %s: %s at %s: %.200s\n", promise, id, node, reply);
}

static bool has_answer(const char *reply, int told)
{
    /* … options … answer N points P */
    char text[32];
    (void)snprintf(text, sizeof text, " answer %d points", told);
    return strstr(reply, text) != NULL;
}

static void check_sitting(struct candidates_worker *w, struct client_conn *conn,
                          const struct candidate *c, const char *id)
{
    struct candidates *all = w->all;
    const char *node = all->pair->node[w->which].name;
    char number[8], value[256];
    if (all->disk_lost[w->which])
        return; /* it may have been on that disk alone */
    if (c->score[0] != '\0') {
        all->asked++;
        (void)client_ask(conn, "RESULT", NULL);
        if (strcmp(client_pair(conn, "score", value), c->score) != 0)
            broken(all, "Q3 result", id, node, conn->reply);
        return;
    }
    for (int q = 0; q < CANDIDATES_QUESTIONS && !c->finishing; q++) {
        if (c->answer[q] == 0 || c->unclear[q])
            continue;
        (void)snprintf(number, sizeof number, "%d", q + 1);
        all->asked++;
        if (!has_answer(client_ask(conn, "QUESTION", number, NULL), c->answer[q]))
            broken(all, "Q3 answer", id, node, conn->reply);
    }
}

static void check_one(struct candidates_worker *w, struct client_conn *conn, size_t i)
{
    struct candidates *all = w->all;
    const struct candidate *c = &w->candidate[i];
    const struct candidates_worker *rival = all->worker[1 - w->which][w->number];
    const char *node = all->pair->node[w->which].name;
    char id[IDENT_SIZE];
    make_id(w->number, i + 1, id);
    if (c->started && i < rival->done && rival->candidate[i].started)
        broken(all, "Q2", id, node, "started at both nodes");
    if (c->state != CANDIDATE_CONFIRMED && c->state != CANDIDATE_PENDING)
        return;
    if (c->state == CANDIDATE_PENDING && all->disk_lost[w->which])
        return; /* it may have been on that disk alone */
    all->asked++;
    const char *reply = client_ask(conn, "AUTH", id, c->code, TERMINAL, NULL);
    bool away = c->state == CANDIDATE_PENDING && client_is(conn, "-ELSEWHERE");
    if (strcmp(reply, "OK") == 0) {
        check_sitting(w, conn, c, id);
        return;
    }
    if (!away)
        broken(all, "Q1", id, node, reply);
    /* A connection on which a few codes were wrong is closed. */
    client_close(conn);
    if (!node_open(all->pair, w->which, conn))
        broken(all, "Q1", "everybody", node, "no answer");
}

bool candidates_check(struct candidates *c)
{
    struct client_conn *conn = malloc(sizeof *conn);
    unsigned long before = c->lost;
    for (int which = 0; which < 2; which++) {
        if (conn == NULL || !node_open(c->pair, which, conn)) {
            broken(c, "Q1", "everybody", c->pair->node[which].name, "no answer");
            continue;
        }
        for (int i = 0; i < CANDIDATES_WORKERS; i++)
            for (size_t k = c->worker[which][i]->first; k < c->worker[which][i]->done; k++)
                check_one(c->worker[which][i], conn, k);
        client_close(conn);
    }
    free(conn);
    return c->lost == before;
}

/* --- life --- */

bool candidates_open(struct candidates *c, struct pair *pair)
{
    memset(c, 0, sizeof *c);
    c->pair = pair;
    for (int i = 0; i < 2 * CANDIDATES_WORKERS; i++) {
        struct candidates_worker *w = calloc(1, sizeof *w);
        if (w == NULL)
            return false;
        w->all = c;
        w->which = i % 2;
        w->number = i / 2;
        c->worker[w->which][w->number] = w;
    }
    return true;
}

void candidates_close(struct candidates *c)
{
    for (int i = 0; i < 2 * CANDIDATES_WORKERS; i++)
        free(c->worker[i % 2][i / 2]);
}

bool candidates_start(struct candidates *c)
{
    atomic_store(&c->stop, false);
    for (int i = 0; i < CANDIDATES_WORKERS; i++) {
        struct candidates_worker *a = c->worker[0][i], *b = c->worker[1][i];
        a->first = a->done > b->done ? a->done : b->done;
        b->first = a->done = b->done = a->first;
    }
    for (int i = 0; i < 2 * CANDIDATES_WORKERS; i++) {
        struct candidates_worker *w = c->worker[i % 2][i / 2];
        if (thread_start(&w->thread, "candidate", 0, work, w) != STATUS_OK)
            return false;
    }
    return true;
}

void candidates_stop(struct candidates *c)
{
    atomic_store(&c->stop, true);
    for (int i = 0; i < 2 * CANDIDATES_WORKERS; i++)
        (void)pthread_join(c->worker[i % 2][i / 2]->thread, NULL);
}
