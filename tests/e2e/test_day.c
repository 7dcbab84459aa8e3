/* A whole day of an exam at two real nodes, as staff and applicants live it: secrets of the
 * convocation letters, admission, the common start, an alarm, more time, somebody who goes to the
 * other centre, a void exam, one that ended by mistake, the end. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/lib/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 4, WAIT_MS = 20000 };

struct applicant {
    const char *id;
    char secret[64], code[256];
    struct client_conn *at; /* the terminal; V1's is a real one */
};

static struct applicant people[PEOPLE] = {{.id = "V1"}, {.id = "V2"}, {.id = "V3"}, {.id = "V4"}};
static struct applicant *const ana = &people[0], *const luis = &people[1], *const eva = &people[2],
                               *const ivan = &people[3];
static struct tmux terminal;
static char out[16384];

#define PRESS(...) ck_assert(terminal_press(&terminal, __VA_ARGS__, NULL))

/* The secret of each applicant, in the list for the letters: the last word of a line. */
static void read_secrets(const char *path)
{
    char line[512];
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        const char *last = strrchr(line, ',');
        size_t id = strcspn(line, ",");
        for (size_t i = 0; last != NULL && i < PEOPLE; i++)
            if (strlen(people[i].id) == id && strncmp(line, people[i].id, id) == 0)
                (void)snprintf(people[i].secret, sizeof people[i].secret, "%s", last + 1);
    }
    (void)fclose(file);
}

static void setup(void)
{
    static char roster[160], secret_roster[160], letters[160], plan[160];
    open_pair();
    (void)snprintf(roster, sizeof roster, "%s/people.csv", pair.dir);
    (void)snprintf(secret_roster, sizeof secret_roster, "%s/roster.csv", pair.dir);
    (void)snprintf(letters, sizeof letters, "%s/letters.csv", pair.dir);
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    (void)snprintf(pair.bank, sizeof pair.bank, "db/banks/kinds.gift");
    write_file(roster,
               "id,name,room\nV1,Ana Rojas,A\nV2,Luis Gil,A\nV3,Eva Paz,A\nV4,Iván Ruiz,B\n");
    write_file(plan, "title = Admisión\nshuffle = no\nregistration = secret\nadmit = staff\n"
                     "start = together\n");
    expect_ctl(&pair, CARACAS, out, "roster-secrets", roster, secret_roster, "--letters", letters);
    read_secrets(letters);
    for (int i = 0; i < 2; i++)
        options(&pair, i, "--plan", plan, "--roster", secret_roster, NULL);
    for (size_t i = 0; i < PEOPLE; i++) {
        people[i].at = malloc(sizeof *people[i].at);
        ck_assert_ptr_nonnull(people[i].at);
        ck_assert_str_ne(people[i].secret, "");
    }
    ck_assert(pair_start(&pair));
}

static void teardown(void)
{
    terminal_close(&terminal);
    for (size_t i = 0; i < PEOPLE; i++)
        free(people[i].at);
    close_pair();
}

/* Each terminal has its token; this one's is made from the ID. */
static void sign_in_at(struct applicant *a, int which)
{
    char token[64];
    (void)snprintf(token, sizeof token, "terminal-of-%s-0123456789abcdef", a->id);
    ck_assert(node_open(&pair, which, a->at));
    ck_assert_str_eq(client_ask(a->at, "AUTH", a->id, a->code, token, NULL), "OK");
}

struct wanted {
    struct applicant *a;
    const char *command, *name, *value;
};

static bool is_so(void *context)
{
    struct wanted *w = context;
    char value[256];
    (void)client_ask(w->a->at, w->command, NULL);
    return strcmp(client_pair(w->a->at, w->name, value), w->value) == 0;
}

/* Asks EXAM or START until a pair of the reply has that value. */
static void expect_exam(struct applicant *a, const char *command, const char *name,
                        const char *value)
{
    struct wanted w = {a, command, name, value};
    ck_assert_msg(until(is_so, &w, WAIT_MS), "%s: %s\nwanted: %s %s", a->id, a->at->reply, name,
                  value);
}

/* Nobody registers with the published ID alone. */
static void register_people(void)
{
    char typed[256];
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask(conn, "-NOTLISTED secret", "REGISTER", "V1", "");
    expect_ask(conn, "-WRONGPASS secret", "REGISTER", "V1", "", "", eva->secret);
    client_close(conn);
    (void)snprintf(typed, sizeof typed, "%s\n", ana->secret);
    ck_assert_int_eq(node_client(&pair, CARACAS, typed, out, sizeof out, "register", "V1", NULL),
                     0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %31s", ana->code), 1);
    for (size_t i = 1; i < PEOPLE; i++) {
        ck_assert(node_open(&pair, CARACAS, people[i].at));
        expect_ask_has(people[i].at, "state confirmed", "REGISTER", people[i].id, "", "",
                       people[i].secret);
        (void)client_pair(people[i].at, "code", people[i].code);
        client_close(people[i].at);
        sign_in_at(&people[i], CARACAS);
    }
}

/* Ana sits at a real terminal. */
static void seat_ana(void)
{
    char command[512];
    const char *build = getenv("SINODO_BUILD");
    (void)snprintf(command, sizeof command, "%s/sinodo --lang es 127.0.0.1:%d exam V1",
                   build != NULL ? build : "build", pair.node[CARACAS].port);
    ck_assert(terminal_open(&terminal, pair.dir, command, 80, 24));
    expect_screen(&terminal, "Código de acceso:");
    ck_assert(terminal_type(&terminal, ana->code));
    PRESS("Enter");
    expect_screen(&terminal, "Nombre: Ana Rojas");
    expect_screen(&terminal, "el personal está admitiendo");
}

static void admit_and_begin(void)
{
    expect_ask(luis->at, "-WAITING admission", "START");
    expect_ctl(&pair, CARACAS, out, "admit", "V1", "V2", "V3", "V4");
    expect_screen(&terminal, "Todos comienzan a la vez");
    for (size_t i = 1; i < PEOPLE; i++)
        expect_ask(people[i].at, "-WAITING begin", "START");
    expect_ctl(&pair, CARACAS, out, "begin");
    expect_screen(&terminal, "Pregunta 1 de 13");
    for (size_t i = 1; i < PEOPLE; i++) {
        expect_exam(&people[i], "START", "state", "running");
        expect_ask(people[i].at, "OK", "ANSWER", "2", "1");
    }
}

/* The alarm: nobody loses a second or an answer, and nobody reads on. */
static void pause_for_an_alarm(void)
{
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    PRESS("1");
    expect_screen(&terminal, "guardada en ambos centros]");
    expect_ctl(&pair, CARACAS, out, "announce", "Salgan por la escalera norte");
    expect_screen(&terminal, "Aviso del personal (v: ocultar): Salgan por la escalera norte");
    expect_ctl(&pair, CARACAS, out, "pause", "--all", "--reason", "fire", "alarm");
    expect_screen(&terminal, "en pausa para todos");
    expect_screen_lacks(&terminal, "Orinoco");
    expect_ask(luis->at, "-PAUSED node", "QUESTION", "2");
    expect_exam(luis, "EXAM", "paused", "node");
    (void)node_ctl(&pair, CARACAS, out, sizeof out, "status", NULL);
    expect_has(out, "\npaused          yes\n");
    expect_ctl(&pair, CARACAS, out, "extend", "--running", "10", "--reason", "fire", "alarm");
    expect_screen(&terminal, "10 minutos más.");
    expect_ctl(&pair, CARACAS, out, "resume", "--all");
    expect_screen(&terminal, "El examen continúa.");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    expect_exam(luis, "EXAM", "paused", "");
}

/* Luis's chair breaks while he sits, and the other centre has a free one. */
static void transfer_luis(void)
{
    char left[256];
    expect_ctl(&pair, CARACAS, out, "transfer", "V2", "maracay", "--reason", "no", "room");
    expect_exam(luis, "EXAM", "state", "");
    client_close(luis->at);
    sign_in_at(luis, MARACAY);
    expect_exam(luis, "START", "state", "running");
    (void)client_pair(luis->at, "remaining", left);
    ck_assert_int_gt(strtol(left, NULL, 10), 3600); /* of an hour and ten minutes */
    expect_ask_has(luis->at, "answer 1", "QUESTION", "2");
    expect_ask(luis->at, "OK", "ANSWER", "3", "2");
}

/* Eva looked at a telephone; then it was her neighbour's. */
static void void_and_unvoid_eva(void)
{
    expect_ctl(&pair, CARACAS, out, "void", "V3", "--reason", "a", "telephone");
    expect_exam(eva, "EXAM", "void", "yes");
    expect_ask(eva->at, "-VOID", "ANSWER", "3", "1");
    expect_ctl(&pair, CARACAS, out, "unvoid", "V3");
    expect_exam(eva, "EXAM", "void", "no");
    expect_ask(eva->at, "OK", "ANSWER", "3", "1");
}

/* Iván finishes by mistake. */
static void reopen_ivan(void)
{
    expect_ask_ok(ivan->at, "FINISH");
    expect_ctl(&pair, CARACAS, out, "reopen", "V4", "--reason", "by", "mistake");
    expect_exam(ivan, "EXAM", "paused", "person");
    expect_ctl(&pair, CARACAS, out, "resume", "V4");
    expect_exam(ivan, "START", "state", "running");
    expect_ask(ivan->at, "OK", "ANSWER", "3", "1");
}

static void end_the_exam(void)
{
    expect_ctl(&pair, CARACAS, out, "end", "--running");
    expect_screen(&terminal, "El personal termina el examen ahora.");
    expect_screen(&terminal, "El personal terminó el examen.");
    expect_screen(&terminal, "Guardadas: las respuestas a 1 de 12 preguntas.");
    expect_exam(eva, "EXAM", "state", "finished");
    expect_ask_has(eva->at, "score", "RESULT");
    expect_ask_has(luis->at, "score", "FINISH"); /* the other centre's exam goes on meanwhile */
    client_close(luis->at);
    client_close(eva->at);
    client_close(ivan->at);
}

START_TEST(a_day_from_the_letters_to_the_end)
{
    register_people();
    seat_ana();
    admit_and_begin();
    pause_for_an_alarm();
    transfer_luis();
    void_and_unvoid_eva();
    reopen_ivan();
    end_the_exam();
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
}
END_TEST

Suite *day_suite(void)
{
    Suite *suite = suite_create("day");
    TCase *t = tcase_create("day");
    tcase_set_timeout(t, 150);
    tcase_add_checked_fixture(t, setup, teardown);
    add_test_with("tmux", t, a_day_from_the_letters_to_the_end);
    suite_add_tcase(suite, t);
    return suite;
}
