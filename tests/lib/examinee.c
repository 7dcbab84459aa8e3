#include "tests/lib/examinee.h"

#include "common/clock.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 60000, RETRY_MS = 50, PER_KIND = EXAMINEE_QUESTIONS / EXAMINEE_KINDS };

bool examinee_bank(const char *path)
{
    static const char *const answers[EXAMINEE_KINDS] = {"{=right ~wrong a ~wrong b}",
                                                        "{T}",
                                                        "{~%50%right a ~%50%right b ~%-50%wrong}",
                                                        "{=p1 -> o1\n=p2 -> o2\n=p3 -> o1}",
                                                        "{#42:1}",
                                                        "{=Bolívar}",
                                                        "{}",
                                                        ""};
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    for (int kind = 0; kind < EXAMINEE_KINDS; kind++) {
        (void)fprintf(file, "$CATEGORY: K%d\n\n", kind);
        for (int i = 0; i < PER_KIND; i++) {
            (void)fprintf(file, "Question %d of kind %d ", i, kind);
            (void)fprintf(file, "%s\n\n", answers[kind]);
        }
    }
    return fclose(file) == 0;
}

/* --- asking until there is an answer --- */

struct asking {
    struct examinee *who;
    struct client_conn *c;
    char code[64];
    bool open;
};

static const char *ask(struct asking *a, const char *const words[8])
{
    struct mono deadline = clock_deadline(PATIENCE_MS);
    while (clock_left_ms(deadline) > 0) {
        if (!a->open) {
            a->open = node_open(a->who->pair, a->who->which, a->c);
            if (a->open && a->code[0] != '\0')
                (void)client_ask(a->c, "AUTH", a->who->id, a->code, TERMINAL, NULL);
        }
        const char *reply =
            a->open ? client_ask(a->c, words[0], words[1], words[2], words[3], words[4], NULL) : "";
        if (reply[0] != '\0' && !client_is(a->c, "-BUSY"))
            return reply;
        if (a->open && reply[0] == '\0') {
            client_close(a->c);
            a->open = false;
        }
        (void)poll(NULL, 0, RETRY_MS);
    }
    return "";
}

static bool fails(struct asking *a, const char *what)
{
    (void)snprintf(a->who->problem, sizeof a->who->problem, "%s %s: %.400s", a->who->id, what,
                   a->c->reply);
    return false;
}

/* --- knowing --- */

/* Positions of the options that begin so, after the QUESTION reply that the connection holds. */
static size_t positions_of(const struct client_conn *c, const char *beginning, char out[2][8])
{
    size_t found = 0;
    for (size_t i = 1; i + 1 < c->count; i++) {
        if (c->values[i].len != 7 || memcmp(c->values[i].data, "options", 7) != 0)
            continue;
        for (size_t k = 1; k <= c->values[i + 1].count && found < 2; k++) {
            const struct wire_value *v = &c->values[i + 1 + k];
            if (v->len >= strlen(beginning) && memcmp(v->data, beginning, strlen(beginning)) == 0)
                (void)snprintf(out[found++], 8, "%zu", k % 1000);
        }
        break;
    }
    return found;
}

/* The words behind "ANSWER n"; none for what is only read. */
static size_t know(const struct client_conn *c, const char *kind, char out[3][64])
{
    char at[2][8] = {"", ""}, other[2][8] = {"", ""};
    (void)positions_of(c, strcmp(kind, "truefalse") == 0 ? "Verdadero" : "right", at);
    if (strcmp(kind, "single") == 0 || strcmp(kind, "truefalse") == 0) {
        (void)snprintf(out[0], 64, "%s", at[0]);
        return 1;
    }
    if (strcmp(kind, "multiple") == 0) {
        (void)snprintf(out[0], 64, "%s", at[0]);
        (void)snprintf(out[1], 64, "%s", at[1]);
        return 2;
    }
    if (strcmp(kind, "matching") == 0) {
        (void)positions_of(c, "o1", at);
        (void)positions_of(c, "o2", other);
        (void)snprintf(out[0], 64, "%s", at[0]);
        (void)snprintf(out[1], 64, "%s", other[0]);
        (void)snprintf(out[2], 64, "%s", at[0]);
        return 3;
    }
    (void)snprintf(out[0], 64, "%s",
                   strcmp(kind, "numeric") == 0 ? "41,5"
                   : strcmp(kind, "short") == 0 ? "BOLÍVAR"
                                                : "Una página\nsobre eso");
    return strcmp(kind, "description") == 0 ? 0 : 1;
}

/* --- sitting --- */

static bool answer_one(struct asking *a, size_t n)
{
    char number[8], kind[256], words[3][64] = {"", "", ""};
    (void)snprintf(number, sizeof number, "%zu", n % 10000);
    if (strncmp(ask(a, (const char *const[8]){"QUESTION", number}), "number ", 7) != 0)
        return fails(a, "asks a question");
    size_t count = know(a->c, client_pair(a->c, "kind", kind), words);
    if (count == 0)
        return true;
    const char *const request[8] = {"ANSWER", number, words[0], count > 1 ? words[1] : NULL,
                                    count > 2 ? words[2] : NULL};
    if (strcmp(ask(a, request), "OK") != 0)
        return fails(a, "answers");
    (void)atomic_fetch_add(a->who->answered, 1);
    return true;
}

static bool is_there(struct asking *a, size_t n)
{
    char number[8], kind[256], words[3][64], expected[256];
    (void)snprintf(number, sizeof number, "%zu", n % 10000);
    (void)ask(a, (const char *const[8]){"QUESTION", number});
    size_t count = know(a->c, client_pair(a->c, "kind", kind), words);
    if (strcmp(kind, "numeric") == 0)
        (void)snprintf(words[0], 64, "41.5");
    size_t used = (size_t)snprintf(expected, sizeof expected, " answer");
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(expected + used, sizeof expected - used, " %s", words[i]);
    return strstr(a->c->reply, expected) != NULL || fails(a, "has lost an answer");
}

static bool sit(struct asking *a)
{
    char value[256];
    struct examinee *e = a->who;
    if (strncmp(ask(a, (const char *const[8]){"REGISTER", e->id, "Ana", "the-key-of-an-examinee"}),
                "id ", 3) != 0)
        return fails(a, "registers");
    (void)snprintf(a->code, sizeof a->code, "%.63s", client_pair(a->c, "code", value));
    if (strcmp(ask(a, (const char *const[8]){"AUTH", e->id, a->code, TERMINAL}), "OK") != 0)
        return fails(a, "signs in");
    if (strncmp(ask(a, (const char *const[8]){"START"}), "title ", 6) != 0)
        return fails(a, "starts");
    e->questions = (size_t)wire_pair(a->c->values, a->c->count, "questions")->integer;
    for (size_t i = 1; i <= e->questions; i++)
        if (!answer_one(a, i))
            return false;
    for (size_t i = 1; i <= e->questions; i++)
        if (!is_there(a, i))
            return false;
    if (strncmp(ask(a, (const char *const[8]){"FINISH"}), "score ", 6) != 0 &&
        strncmp(ask(a, (const char *const[8]){"RESULT"}), "score ", 6) != 0)
        return fails(a, "finishes");
    (void)snprintf(e->result, sizeof e->result, "%.1023s", a->c->reply);
    return true;
}

void *examinee_sit(void *examinee)
{
    struct asking a = {.who = examinee, .c = malloc(sizeof *a.c)};
    if (a.c != NULL) {
        a.who->good = sit(&a);
        if (a.open)
            client_close(a.c);
    }
    free(a.c);
    return NULL;
}
