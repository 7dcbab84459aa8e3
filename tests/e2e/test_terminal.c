/* The full-screen client in a real terminal: a whole exam of every kind, a window that changes its
 * size, a node that restarts, the deadline. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"
#include "tests/lib/process.h"
#include "tests/lib/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct tmux terminal;
static char out[16384], code[32];

static void setup(void)
{
    ck_assert(pair_open(&pair));
    pair.alone = true;
    (void)snprintf(pair.bank, sizeof pair.bank, "db/banks/kinds.gift");
}

static void teardown(void)
{
    terminal_close(&terminal);
    pair_close(&pair);
}

#define PRESS(...) ck_assert(terminal_press(&terminal, __VA_ARGS__, NULL))

static void open_node(const char *plan_text)
{
    static char plan[192];
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    write_file(plan, plan_text);
    pair.node[CARACAS].extra[0] = "--plan";
    pair.node[CARACAS].extra[1] = plan;
    ck_assert(node_start(&pair, CARACAS));
}

/* The client in a terminal; words: of the command, after the address. */
static void open_client(const char *words, int columns, int rows)
{
    char command[512];
    const char *build = getenv("SINODO_BUILD");
    (void)snprintf(command, sizeof command, "%s/sinodo --lang es 127.0.0.1:%d %s",
                   build ? build : "build", pair.node[CARACAS].port, words);
    ck_assert(terminal_open(&terminal, pair.dir, command, columns, rows));
}

/* A node with the bank's order, so that the test knows what comes, and a person with a code. */
static void start_and_register(const char *plan_text)
{
    open_node(plan_text);
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", "Ana", NULL), 0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %31s", code), 1);
}

/* The same, and the applicant at a terminal. */
static void sign_in_at(const char *plan_text, int columns, int rows)
{
    start_and_register(plan_text);
    open_client("exam V1", columns, rows);
    expect_screen(&terminal, "Código de acceso:");
    ck_assert(terminal_type(&terminal, code));
    PRESS("Enter");
}

static void start_node(const char *plan_text, int columns, int rows)
{
    sign_in_at(plan_text, columns, rows);
    expect_screen(&terminal, "¿Comenzar?");
    expect_screen(&terminal, "Nombre: Ana");
    expect_screen_lacks(&terminal, code); /* nor was it shown while it was typed */
    PRESS("s", "Enter");
    expect_screen(&terminal, "Pregunta 1 de ");
}

START_TEST(a_whole_exam_of_every_kind)
{
    start_node("title = Todas\nshuffle = no\nreveal = yes\n", 80, 24);
    expect_screen(&terminal, "El río Orinoco nace"); /* only read */
    expect_screen(&terminal, "[para leer]");
    PRESS("Enter");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    PRESS("1");
    expect_screen(&terminal, "(x)  En la sierra Parima");
    expect_screen(&terminal, "guardada aquí]");
    PRESS("Right");
    expect_screen(&terminal, "desemboca");
    PRESS("Down", "Enter"); /* chosen by arrow, and on */
    expect_screen(&terminal, "más de _____");
    PRESS("m", "l");
    expect_screen(&terminal, "4?"); /* marked, in the list */
    expect_screen(&terminal, "3+");
    PRESS("Right", "Enter");
    expect_screen(&terminal, "números primos");
    PRESS("1", "2");
    expect_screen(&terminal, "2 [x]  7");
    PRESS("Enter");
    expect_screen(&terminal, "pi con dos decimales");
    ck_assert(terminal_type(&terminal, "3,14"));
    expect_screen(&terminal, "aún no guardada");
    PRESS("Enter");
    expect_screen(&terminal, "entre uno y cinco");
    ck_assert(terminal_type(&terminal, "3 kg"));
    PRESS("Enter");
    expect_screen(&terminal, "raíz cuadrada");
    expect_screen(&terminal, "La pregunta 7 NO está guardada. Escriba un número");
    expect_screen(&terminal, "7!");
    PRESS("PageUp");
    expect_screen(&terminal, "3 kg"); /* to be corrected */
    expect_screen(&terminal, "NO GUARDADA: no es un número");
    expect_screen_lacks(&terminal, "pide un número");
    PRESS("C-z", "Enter");
    expect_screen(&terminal, "raíz cuadrada");
    ck_assert(terminal_type(&terminal, "1.41425")); /* within a hundredth of one of them */
    PRESS("Enter");
    expect_screen(&terminal, "0 = 1");
    PRESS("2", "Enter");
    expect_screen(&terminal, "Doña Bárbara");
    ck_assert(terminal_type(&terminal, "rómulo  GALLEGOS"));
    PRESS("Enter");
    expect_screen(&terminal, "Una cada capital");
    PRESS("1", "2", "3");
    expect_screen(&terminal, "[ 3]   Lara");
    PRESS("Enter");
    expect_screen(&terminal, "diez líneas");
    ck_assert(terminal_type(&terminal, "Porque sí"));
    PRESS("Enter");
    ck_assert(terminal_type(&terminal, "y ñandú"));
    expect_screen(&terminal, "y ñandú");
    PRESS("Tab", "PageDown"); /* Tab and Enter are text */
    expect_screen(&terminal, "Pregunta 13 de 13");
    PRESS("1", "Enter");
    expect_screen(&terminal, "Sin responder: 2");
    expect_screen(&terminal, "Marcadas para revisar: 1");
    expect_screen(&terminal, "Escriba la palabra terminar");
    PRESS("s", "Enter"); /* one letter is not enough */
    expect_screen(&terminal, "El examen sigue");
    PRESS("t");
    expect_screen(&terminal, "Escriba la palabra terminar");
    ck_assert(terminal_type(&terminal, "terminar"));
    PRESS("Enter");
    expect_screen(&terminal, "Resultado provisional: 9 de 12 puntos (75 %) hasta ahora");
    expect_screen(&terminal, "Puntos sin calificar todavía: 1");
    expect_screen(&terminal, "r: ver las respuestas");
    PRESS("r", "Right");
    expect_screen(&terminal, "Puntos: 1 de 1");
    expect_screen(&terminal, "Así dice la primera línea.");
    PRESS("Escape");
    expect_screen(&terminal, "r: ver las respuestas");
    PRESS("Enter");
    expect_screen(&terminal, "Comprobante"); /* as lines, when the screen is given back */
    expect_screen(&terminal, "ended: 0");
}
END_TEST

START_TEST(a_window_changes_its_size)
{
    start_node("shuffle = no\n", 100, 30);
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    ck_assert(terminal_resize(&terminal, 40, 14));
    expect_screen(&terminal, "número o flechas eligen");
    expect_screen(&terminal, "1 ( )  En la sierra Parima");
    PRESS("1");
    expect_screen(&terminal, "guardada aquí]");
    ck_assert(terminal_resize(&terminal, 80, 24));
    expect_screen(&terminal, "(x)  En la sierra Parima");
    expect_screen(&terminal, "13-");
}
END_TEST

START_TEST(a_node_restarts_in_the_middle)
{
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    expect_screen(&terminal, "13-"); /* the last question has come */
    ck_assert(node_kill(&pair, CARACAS));
    PRESS("1");
    expect_screen(&terminal, "NO GUARDADA");
    expect_screen(&terminal, "se le devuelve."); /* the end of a message of two rows */
    PRESS("Right");
    expect_screen(&terminal, "desemboca");
    PRESS("2");
    expect_screen(&terminal, "2~");
    PRESS("C-c"); /* no key ends an exam by mistake */
    expect_screen(&terminal, "NO están guardadas: 2");
    expect_screen(&terminal, "s: salir"); /* it takes keys from now on */
    PRESS("n");
    ck_assert(node_start(&pair, CARACAS));
    expect_screen(&terminal, "2+"); /* what was given meanwhile is there */
    expect_screen(&terminal, "3+");
    expect_screen(&terminal, "guardada aquí]");
    PRESS("q");
    expect_screen(&terminal, "s: salir");
    PRESS("s");
    expect_screen(&terminal, "Para volver");
}
END_TEST

/* Somebody else gives wrong codes for this ID, and the line fails. */
START_TEST(wrong_codes_of_others_do_not_end_an_exam)
{
    struct client_conn *stranger = malloc(sizeof *stranger);
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    expect_screen(&terminal, "13-");
    ck_assert(node_kill(&pair, CARACAS));
    PRESS("1");
    expect_screen(&terminal, "NO GUARDADA");
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, stranger));
    for (int i = 0; i < 3; i++) {
        expect_ask(stranger, "-WRONGPASS", "AUTH", "V1", "0000-0000-0000");
    }
    client_close(stranger);
    free(stranger);
    expect_screen(&terminal, "guardada aquí]");
    PRESS("Right");
    expect_screen(&terminal, "desemboca");
}
END_TEST

START_TEST(the_deadline_ends_it)
{
    start_node("shuffle = no\nseconds = 8\n", 80, 24);
    expect_screen(&terminal, "Queda menos de 1 minuto."); /* it warns at once: there is less */
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    PRESS("1");
    expect_screen(&terminal, "guardada aquí]");
    expect_screen(&terminal, "Se acabó el tiempo.");
    expect_screen(&terminal, "Guardadas: las respuestas a 1 de 12 preguntas.");
    expect_screen(&terminal, "Resultado: 1 de 12 puntos");
    expect_screen(&terminal, "Enter: salir");
    PRESS("Enter");
    expect_screen(&terminal, "ended: 0");
}
END_TEST

/* An exam of one choice and one essay. */
static void use_short_bank(void)
{
    char bank[128];
    (void)snprintf(bank, sizeof bank, "%.100s/short.gift", pair.dir);
    write_file(bank, "¿Uno? {=uno ~dos}\n\nEscriba un texto. {}\n");
    ck_assert_int_lt(snprintf(pair.bank, sizeof pair.bank, "%s", bank), (int)sizeof pair.bank);
}

START_TEST(a_text_typed_without_a_pause_is_saved) /* T2, T3 */
{
    use_short_bank();
    start_node("shuffle = no\nseconds = 9\n", 80, 24);
    PRESS("Right");
    expect_screen(&terminal, "Escriba un texto.");
    for (int i = 0; i < 2000 && strstr(terminal.screen, "Se acabó el tiempo.") == NULL; i++) {
        ck_assert(terminal_type(&terminal, "nunca paro "));
        ck_assert(terminal_look(&terminal));
    }
    expect_screen(&terminal, "Guardadas: las respuestas a 1 de 2 preguntas.");
    const char *said = strstr(terminal.screen, "guardada como estaba");
    if (said == NULL) /* the last letters came just in time */
        said = strstr(terminal.screen, "está guardado completo");
    ck_assert_msg(said != NULL, "%s", terminal.screen);
    expect_screen(&terminal, "Puntos sin calificar todavía: 1");
    expect_screen(&terminal, "Resultado provisional: 0 de 2 puntos (0 %)");
    expect_screen_lacks(&terminal, "no aprobado");
}
END_TEST

/* Does the node have this text as the answer to question 2? Another program reads it: who signs in
 * would take the exam from the terminal. */
static bool node_has_text(void *context)
{
    char path[256], found[192], sql[256];
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[CARACAS].data);
    (void)snprintf(found, sizeof found, "%s/found", pair.dir);
    (void)snprintf(
        sql, sizeof sql,
        "SELECT 'found' FROM answer WHERE question = 2 AND instr(vals, CAST('%s' AS BLOB))",
        (const char *)context);
    const char *argv[] = {"/usr/bin/env", "sqlite3", "-readonly", path, sql, NULL};
    return process_run((char *const *)argv, NULL, found, 10000) == 0 && file_has(found, "found");
}

#define EXPECT_SAVED(text) ck_assert_msg(until(node_has_text, text, 10000), "not saved: %s", text)

START_TEST(a_closed_window_loses_no_text)
{
    use_short_bank();
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    expect_screen(&terminal, "Escriba un texto.");
    ck_assert(terminal_type(&terminal, "a medio escrib"));
    expect_screen(&terminal, "a medio escrib");
    terminal_close(&terminal);
    EXPECT_SAVED("a medio escrib");
}
END_TEST

START_TEST(pasted_text_is_text_and_no_command) /* T4 */
{
    static const char page[] = "1\nt\nterminar\nx\ns\n1\n2\n";
    use_short_bank();
    start_node("shuffle = no\n", 80, 24);
    expect_screen(&terminal, "1 ( )  uno");
    ck_assert(terminal_paste(&terminal, page, true));
    expect_screen(&terminal, "no sirve pegar texto");
    ck_assert(terminal_paste(&terminal, page, false)); /* a terminal that does not say so */
    expect_screen(&terminal, "no se hizo nada");
    expect_screen(&terminal, "Pregunta 1 de 2");
    expect_screen(&terminal, "[sin responder]");
    PRESS("Right");
    expect_screen(&terminal, "Escriba un texto.");
    expect_screen_lacks(&terminal, "no se hizo nada");
    ck_assert(terminal_paste(&terminal, "a\tb\033[31m\nterminar\nfin", true));
    expect_screen(&terminal, "a b[31m");
    expect_screen(&terminal, "  fin");
    EXPECT_SAVED("terminar");
    PRESS("t", "C-z", "C-z");
    expect_screen_lacks(&terminal, "terminar\n"); /* the paste was one step */
    PRESS("PageDown");                            /* behind the last question */
    expect_screen(&terminal, "Escriba la palabra terminar");
    ck_assert(terminal_paste(&terminal, "terminar\n", true));
    expect_screen(&terminal, "> _");
}
END_TEST

START_TEST(a_text_that_is_too_long_stays_where_it_was_typed)
{
    static char page[16 * 1024 + 1];
    memset(page, 'a', sizeof page - 1);
    use_short_bank();
    start_node("shuffle = no\n", 40, 12);
    PRESS("Right");
    expect_screen(&terminal, "caben 15360 letras");
    ck_assert(terminal_paste(&terminal, page, true));
    expect_screen(&terminal, "quedaron fuera");
    expect_screen(&terminal, "1024");
    PRESS("y");
    expect_screen(&terminal, "No cabe lo que");
    expect_screen(&terminal, "Pregunta 2 de 2");
    PRESS("Escape");
    expect_screen(&terminal, "Enter escribe");
    PRESS("b"); /* erased */
    expect_screen(&terminal, "caben 15360 letras");
    PRESS("C-z");
    expect_screen(&terminal, "aaaaaaaaaaaaaaaaaaaa");
    PRESS("PageUp");
    expect_screen(&terminal, "Pregunta 1 de 2");
    expect_screen(&terminal, "[sin");
    EXPECT_SAVED("aaaaaaaaaaaaaaaaaaaa");
}
END_TEST

/* The staff give a new code, a key answers, and the applicant types the new code. */
static void renew_code(const char *key)
{
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1", NULL), 0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %31s", code), 1);
    PRESS(key);
    expect_screen(&terminal, "el personal le dio uno nuevo");
    expect_screen(&terminal, "Código de acceso nuevo:");
    ck_assert(terminal_type(&terminal, "0000-0000-0000"));
    PRESS("Enter");
    expect_screen(&terminal, "no son correctos");
    ck_assert(terminal_type(&terminal, code));
    PRESS("Enter");
    expect_screen(&terminal, "Pregunta 2 de 13");
}

/* What is not saved is kept, and sent with the new code. The terminal asks for it by itself within
 * seconds: a key that came later than that is pressed in vain, and the staff do it again. */
START_TEST(a_new_code_is_asked_for_at_once)
{
    enum { TRIES = 5 };
    bool kept = false;
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    for (int i = 0; i < TRIES && !kept; i++) {
        renew_code("1");
        ck_assert(terminal_look(&terminal));
        kept = strstr(terminal.screen, "(x)  En la sierra Parima") != NULL;
    }
    ck_assert(kept);
    expect_screen(&terminal, "guardada aquí]");
    expect_screen(&terminal, "13-");
}
END_TEST

START_TEST(an_exam_waits_for_its_hour)
{
    enum { WAIT_S = 6 };
    char plan[128], opens[64];
    time_t then = time(NULL) + WAIT_S;
    struct tm utc;
    ck_assert_ptr_nonnull(gmtime_r(&then, &utc));
    ck_assert_uint_gt(strftime(opens, sizeof opens, "%Y-%m-%d %H:%M:%S Z", &utc), 0);
    (void)snprintf(plan, sizeof plan, "shuffle = no\nopens = %s\n", opens);
    sign_in_at(plan, 80, 24);
    expect_screen(&terminal, "El examen aún no ha abierto.");
    expect_screen(&terminal, "Abre dentro de 0:00:0");
    expect_screen(&terminal, "El examen ya está abierto.");
    expect_screen(&terminal, "¿Comenzar?"); /* by itself it begins nothing */
    PRESS("s", "Enter");
    expect_screen(&terminal, "Pregunta 1 de ");
}
END_TEST

START_TEST(the_menu_forgets_who_was_there)
{
    char typed[32];
    open_node("shuffle = no\n");
    open_client("", 80, 24);
    expect_screen(&terminal, "4  Salir");
    PRESS("1", "Enter", "V", "7", "Enter", "E", "v", "a", "Enter");
    expect_screen(&terminal, "Anótelo ahora");
    const char *at = strstr(terminal.screen, "+---");
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(sscanf(at, "%*s | | | %31s", typed), 1);
    PRESS("Enter");
    expect_screen_lacks(&terminal, typed); /* nor is it on the screen */
    PRESS("2", "Enter");
    expect_screen(&terminal, "Cédula:");
    PRESS("V", "7", "Enter");
    expect_screen(&terminal, "Código de acceso:");
    ck_assert(terminal_type(&terminal, typed));
    PRESS("Enter");
    expect_screen(&terminal, "Nombre: Eva");
    expect_screen_lacks(&terminal, typed);
    PRESS("n", "Enter");
    expect_screen(&terminal, "Pulse Enter");
    PRESS("Enter");
    expect_screen_lacks(&terminal, "Eva");
}
END_TEST

START_TEST(an_essay_in_plain_lines_keeps_what_fits)
{
    static char lines[20 * 1024];
    char line[15 * 1024];
    use_short_bank();
    start_and_register("shuffle = no\n");
    memset(line, 'b', sizeof line);
    (void)snprintf(lines, sizeof lines, "%s\ny\ng 2\nprimera\nt\n%.*s\nultima\n", code,
                   (int)sizeof line, line);
    ck_assert_int_eq(node_client(&pair, CARACAS, lines, out, sizeof out, "exam", "V1", NULL), 1);
    expect_has(out, "At most 15360 letters");
    expect_has(out, "That line did not fit and was left out: there is room for 15351 letters.");
    expect_has(out, "Saved."); /* though no dot ended it */
    (void)snprintf(lines, sizeof lines, "%s\ng 2\n", code);
    ck_assert_int_eq(node_client(&pair, CARACAS, lines, out, sizeof out, "exam", "V1", NULL), 1);
    expect_has(out, "    primera\n    t\n    ultima\n");
    expect_lacks(out, "bbb");
}
END_TEST

Suite *terminal_suite(void)
{
    Suite *s = suite_create("terminal");
    TCase *t = tcase_create("terminal");
    const char *both = command_works("sqlite3") ? "tmux" : "sqlite3";
    tcase_set_timeout(t, 180);
    tcase_add_checked_fixture(t, setup, teardown);
    add_test_with("tmux", t, a_whole_exam_of_every_kind);
    add_test_with("tmux", t, a_window_changes_its_size);
    add_test_with("tmux", t, a_node_restarts_in_the_middle);
    add_test_with("tmux", t, wrong_codes_of_others_do_not_end_an_exam);
    add_test_with("tmux", t, the_deadline_ends_it);
    add_test_with("tmux", t, a_text_typed_without_a_pause_is_saved);
    add_test_with(both, t, a_text_that_is_too_long_stays_where_it_was_typed);
    add_test_with(both, t, pasted_text_is_text_and_no_command);
    add_test_with(both, t, a_closed_window_loses_no_text);
    add_test_with("tmux", t, a_new_code_is_asked_for_at_once);
    add_test_with("tmux", t, an_exam_waits_for_its_hour);
    add_test_with("tmux", t, the_menu_forgets_who_was_there);
    tcase_add_test(t, an_essay_in_plain_lines_keeps_what_fits);
    suite_add_tcase(s, t);
    return s;
}
