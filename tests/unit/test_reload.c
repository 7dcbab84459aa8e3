/* What a reload rests on: the roster in force, and options that differ. */
#include "server/core/exam.h"
#include "server/setup/config.h"
#include "server/setup/listed.h"
#include "server/setup/roster_file.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct roster *read_roster(const char *text)
{
    const struct roster_rules rules = {.ids = {.formats = 1U << IDENT_CEDULA, .letter = 'V'},
                                       .others = 2};
    struct roster *roster = NULL;
    struct buffer words = {0};
    ck_assert_int_eq(roster_parse("r", text, strlen(text), &rules, &roster, &words), STATUS_OK);
    buffer_release(&words);
    return roster;
}

START_TEST(another_roster_takes_the_place_of_the_one_before)
{
    struct listed *listed;
    struct roster_person person;
    ck_assert_int_eq(listed_open(read_roster("V1,Ana,caracas\nV2\nV5\n"), &listed), STATUS_OK);
    struct digest before = listed_digest(listed);
    ck_assert(listed_find(listed, "V1", &person));
    ck_assert_str_eq(person.node, "caracas");
    ck_assert(!listed_find(listed, "V3", &person));
    char stranger[NODE_NAME_MAX + 1];
    ck_assert(!listed_stranger(listed, "caracas", "maracay", stranger));
    ck_assert(!listed_stranger(listed, "maracay", "caracas", stranger));
    ck_assert(listed_stranger(listed, "maracay", "valencia", stranger));
    ck_assert_str_eq(stranger, "caracas");
    struct roster_change change =
        listed_replace(listed, read_roster("V1,Ana,maracay\nV2,Eva\nV3\nV4\n"));
    ck_assert_uint_eq(change.added, 2);
    ck_assert_uint_eq(change.gone, 1);
    ck_assert_uint_eq(change.changed, 2);
    ck_assert_uint_eq(listed_count(listed), 4);
    ck_assert(listed_find(listed, "V3", &person));
    ck_assert(!listed_find(listed, "V5", &person));
    struct digest after = listed_digest(listed);
    ck_assert(!digest_equal(&before, &after));
    change = listed_replace(listed, read_roster("V4\nV1,Ana,maracay,5\nV2,Eva\nV3\n"));
    ck_assert_uint_eq(change.added + change.gone, 0);
    ck_assert_uint_eq(change.changed, 1); /* the extra time, which is not in the digest */
    char room[ROOM_MAX_BYTES + 1];
    change = listed_replace(listed, read_roster("id,min,aula\n4\n1,5,Aula 2\n2\n3\n"));
    ck_assert(listed_room(listed, "aula 2", room));
    ck_assert_str_eq(room, "Aula 2");
    ck_assert(!listed_room(listed, "aula 3", room));
    change = listed_replace(listed, read_roster("id,min,aula\n4\n1,5,Aula 3\n2\n3\n"));
    ck_assert_uint_eq(change.changed, 1); /* the room, which is not in it either */
    listed_close(listed);
    listed_close(NULL);
}
END_TEST

START_TEST(people_of_another_exam_are_asked_about) /* S12 */
{
    const struct digest none = {{0}}, this_one = digest_of("a", 1), other = digest_of("b", 1);
    const struct exam exam = {.paper_digest = this_one};
    ck_assert(exam_may_serve(&exam, &none, 5, false));
    ck_assert(exam_may_serve(&exam, &this_one, 5, false));
    ck_assert(exam_may_serve(&exam, &other, 0, false));
    ck_assert(exam_may_serve(&exam, &other, 5, true));
    ck_assert(!exam_may_serve(&exam, &other, 5, false));
    ck_assert(!exam_may_serve(&exam, &other, 1, false));
}
END_TEST

/* The names of the options that differ, each with a space behind it. */
static void differ(const char *a, const char *b, const char *expected)
{
    struct config one = {0}, other = {0};
    char error[CONFIG_ERROR_SIZE], names[256] = "";
    const char *name;
    size_t at = 0, len = 0;
    ck_assert(config_parse("a", a, strlen(a), &one, error));
    ck_assert(config_parse("b", b, strlen(b), &other, error));
    while ((name = config_next_difference(&one, &other, &at)) != NULL)
        len += (size_t)snprintf(names + len, sizeof names - len, "%s ", name);
    ck_assert_str_eq(names, expected);
}

/* The people that are listed behind that ID, as one text. */
static const char *behind(struct listed *l, const char *after, size_t most)
{
    static char ids[64];
    struct roster_person page[8];
    size_t count = listed_after(l, "caracas", after, page, most), len = 0;
    ids[0] = '\0';
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(ids + len, sizeof ids - len, "%s ", page[i].id);
    return ids;
}

START_TEST(people_listed_here_are_read_page_by_page)
{
    struct listed *listed;
    struct roster *roster = read_roster("V7,,caracas\nV1\nV3,,maracay\nV5,,caracas\nV9\n");
    ck_assert_uint_eq(roster_after(roster, ""), 0);
    ck_assert_uint_eq(roster_after(roster, "V1"), 1);
    ck_assert_uint_eq(roster_after(roster, "V2"), 1);
    ck_assert_uint_eq(roster_after(roster, "V7"), 4);
    ck_assert_uint_eq(roster_after(roster, "V9"), roster_count(roster));
    ck_assert_int_eq(listed_open(roster, &listed), STATUS_OK);
    ck_assert_str_eq(behind(listed, "", 8), "V1 V5 V7 V9 ");
    ck_assert_str_eq(behind(listed, "", 2), "V1 V5 ");
    ck_assert_str_eq(behind(listed, "V5", 2), "V7 V9 ");
    ck_assert_str_eq(behind(listed, "V6", 8), "V7 V9 ");
    ck_assert_str_eq(behind(listed, "V9", 8), "");
    (void)listed_replace(listed, roster_open());
    ck_assert_str_eq(behind(listed, "", 8), "");
    listed_close(listed);
}
END_TEST

START_TEST(options_that_differ_are_named)
{
    static const char pin[] =
        "peer-pin = 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
    differ("node = a\nlisten = h:1\nseconds = 5\ntls = yes\n",
           "tls = yes\nseconds = 5\nlisten = h:1\nnode = a\n", "");
    differ("node = a\nbank = x\ntitle = T\n", "node = b\nbank = y\ntitle = U\n",
           "node bank title ");
    differ("listen = h:1\npeer = h:2\n", "listen = i:1\npeer = h:3\n", "listen peer ");
    differ("tls = yes\nseconds = 5\n", "tls = no\nseconds = 6\n", "tls seconds ");
    differ("id-letter = V\nlog-level = warn\n", "id-letter = E\nlog-level = info\n",
           "id-letter log-level ");
    differ("registration = open\n", "registration = staff\n", "registration ");
    differ("registration = open\n", "registration = open\n", "");
    differ("id-format = cedula\n", "id-format = dni\n", "id-format ");
    differ(pin, "", "peer-pin ");
}
END_TEST

Suite *reload_suite(void)
{
    Suite *s = suite_create("reload");
    TCase *t = tcase_create("reload");
    tcase_add_test(t, another_roster_takes_the_place_of_the_one_before);
    tcase_add_test(t, people_of_another_exam_are_asked_about);
    tcase_add_test(t, people_listed_here_are_read_page_by_page);
    tcase_add_test(t, options_that_differ_are_named);
    suite_add_tcase(s, t);
    return s;
}
