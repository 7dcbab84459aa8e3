/* Rosters as spreadsheets write them, and the list that is made of them. */
#include "common/text.h"
#include "server/setup/roster_file.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct roster *list;
static struct buffer words;

static void setup(void)
{
    list = NULL;
}

static void teardown(void)
{
    roster_close(list);
    buffer_release(&words);
}

static const struct roster_rules pair = {
    .ids = {.formats = 1U << IDENT_CEDULA, .letter = 'V'}, .node = "caracas", .others = 1};

/* The words are NUL-terminated for the assertions. */
static enum status read_by(const struct roster_rules *rules, const char *text)
{
    struct buffer clean = {0};
    buffer_clear(&words);
    roster_close(list);
    list = NULL;
    ck_assert_int_eq(text_take("r", text, strlen(text), &clean, &words), STATUS_OK);
    enum status status = roster_parse("r", clean.data, clean.len, rules, &list, &words);
    buffer_release(&clean);
    if (status == STATUS_OK)
        roster_report(list, "r", "", &words);
    buffer_append(&words, "", 1);
    return status;
}

static enum status roster(const char *text)
{
    return read_by(&pair, text);
}

static void expect_refused(const char *text, const char *why)
{
    ck_assert_msg(roster(text) == STATUS_INVALID, "%s is read", text);
    expect_has(words.data, why);
}

static void expect_person(const char *id, const char *name, const char *node, unsigned minutes)
{
    const struct roster_person *p = roster_find(list, id);
    ck_assert_msg(p != NULL, "%s", id);
    ck_assert_str_eq(p->name, name);
    ck_assert_str_eq(p->node, node);
    ck_assert_uint_eq(p->extra_s, minutes * 60);
}

START_TEST(a_table_is_read_as_spreadsheets_save_it)
{
    static const char *const tables[] = {
        "12.345.678,\"Pérez, Ana\",caracas,15\nE-5,,,\nV9\n",
        "id,name,node,extra\r\n12.345.678,\"Pérez, Ana\",caracas,15\r\nE-5,,,\r\nV9\r\n",
        "\xef\xbb\xbf" /* byte-order mark */
        "\"Cédula\";\"Nombre\";\"Sede\";\"Minutos extra\"\r12345678;Pérez, Ana;caracas;15\r"
        "E-5;;;\rV9\r",
        "Nombre completo\tC.I.\tTiempo extra\tCENTRO\nPérez, Ana\tV-12345678\t15\tcaracas\n"
        "\tE5\t\t\n\tV9\t\t",
        "sep=;\nNº documento;apellidos y nombres;centre;minutes\n12345678;Pérez, Ana;caracas;15\n"
        "E5\n9\n",
        "\"sep=|\"\nPasaporte|Nombre|nodo|min\n12345678|Pérez, Ana|caracas|15\nE5\n9\n",
        "nro,cedula,nombre,nodo,minutos,,\n1,12345678,\"Pérez, Ana\",caracas,15.0,,\n"
        "2,E5,,,,,\n3,9,,,,,\n,,,,,,\n",
        "\n\nid , name,node,extra\n\n'12345678 ,\" Pérez,  Ana \",\xc2\xa0"
        "caracas,\"15,0\"\n   \nE5\n9",
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        ck_assert_msg(roster(tables[i]) == STATUS_OK, "table %zu: %s", i, words.data);
        ck_assert_uint_eq(roster_count(list), 3);
        expect_person("V12345678", "Pérez, Ana", "caracas", 15);
        expect_person("E5", "", "", 0);
        expect_person("V9", "", "", 0);
        ck_assert_ptr_null(roster_find(list, "V8"));
        ck_assert_ptr_null(roster_find(list, "V1234567890123456789012"));
    }
}
END_TEST

START_TEST(headings_are_recognised_however_they_are_written)
{
    static const struct {
        const char *heading;
        enum column column;
    } cases[] = {
        {"CÉDULA", COLUMN_ID},
        {"Nro. de Cédula", COLUMN_ID},
        {"Número de identificación", COLUMN_ID},
        {"cedula_de_identidad", COLUMN_ID},
        {"C.I.", COLUMN_ID},
        {"N° documento", COLUMN_ID},
        {"Cédula/Pasaporte", COLUMN_ID},
        {"Passport No.", COLUMN_ID},
        {"ID number", COLUMN_ID},
        {"DNI/NIE", COLUMN_ID},
        {"R.U.T.", COLUMN_ID},
        {"Nombres y Apellidos", COLUMN_NAME},
        {"Full Name", COLUMN_NAME},
        {"Primer apellido", COLUMN_SURNAME},
        {"Sede", COLUMN_NODE},
        {"Center", COLUMN_NODE},
        {"Extra time (min)", COLUMN_MINUTES},
        {"Minutos adicionales", COLUMN_MINUTES},
        {"Aula", COLUMN_ROOM},
        {"SALÓN", COLUMN_ROOM},
        {"Nº de sala", COLUMN_ROOM},
        {"Exam room", COLUMN_ROOM},
        {"Nº", COLUMN_NUMBER},
        {"#", COLUMN_NUMBER},
        {"N.º", COLUMN_NUMBER},
        {"Correo", COLUMN_OTHER},
        {"", COLUMN_OTHER},
        {"\xff", COLUMN_OTHER},
        {"номер", COLUMN_OTHER},
        {"a heading that is much longer than any that could be known to whoever wrote this table",
         COLUMN_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(column_of(cases[i].heading, strlen(cases[i].heading)) == cases[i].column,
                      "'%s'", cases[i].heading);
}
END_TEST

START_TEST(a_name_in_several_columns_is_joined)
{
    ck_assert_int_eq(roster("Segundo apellido;Primer apellido;Cédula;Primer nombre;Segundo nombre\n"
                            "Gil;Rojas;1;Ana;María\nPaz;Luna;2;Eva;\n"),
                     STATUS_OK);
    expect_person("V1", "Ana María Rojas Gil", "", 0);
    expect_person("V2", "Eva Luna Paz", "", 0);
    ck_assert_int_eq(roster("id,apellidos,nombres\n1,Rojas,Ana\n"), STATUS_OK);
    expect_person("V1", "Ana Rojas", "", 0);
}
END_TEST

START_TEST(a_letter_in_its_own_column_is_the_ids)
{
    ck_assert_int_eq(roster("Nac.;Cedula\nV;12.345.678\ne;81234567\n;5\nE;V-6\nE-;7\nE;'8\n"
                            "E.;\"=\"\"9\"\"\"\n"),
                     STATUS_OK);
    expect_person("V12345678", "", "", 0);
    expect_person("E81234567", "", "", 0);
    expect_person("V5", "", "", 0);
    expect_person("V6", "", "", 0);
    expect_person("E7", "", "", 0);
    expect_person("E8", "", "", 0);
    expect_person("E9", "", "", 0);
    ck_assert_ptr_null(strstr(words.data, "warning"));
    ck_assert_int_eq(roster("Nacionalidad;Cedula\nVenezolano;1\nEXTRANJERA;2\n"), STATUS_OK);
    expect_person("V1", "", "", 0);
    expect_person("E2", "", "", 0);
    ck_assert_int_eq(roster("Nacionalidad;Cedula\nV;1\nColombiana;2\n"), STATUS_INVALID);
    expect_has(words.data,
               "r:3: the column of the ID's letter holds another text: write one letter");
}
END_TEST

START_TEST(how_a_file_was_read_is_said)
{
    ck_assert_int_eq(roster("Correo;cedula;nombre;nodo;minutos;;Nº\n"
                            "a@b;12345678;Ana;caracas;10;;1\nc@d;5;Eva;maracay;;;2\n"
                            "e@f;7;Luz;;30;;3\n"),
                     STATUS_OK);
    expect_has(words.data, "r: separated by semicolons, with headings: column 2 is the ID, column "
                           "3 is the name, column 4 is the node, column 5 is the extra minutes\n");
    expect_has(words.data, "r:1: warning: not read: 'Correo', 'Nº'\n");
    expect_has(words.data, "r: 3 people, 1 at caracas, 1 at maracay, 1 at either node\n");
    expect_has(words.data, "r: 2 people with extra time, at most 30 minutes\n");
    expect_has(words.data, "r:2: first: V12345678 Ana\n");
    expect_has(words.data, "r:4: last: V7 Luz\n");
    ck_assert_int_eq(roster("9\n"), STATUS_OK);
    expect_has(words.data, "r: separated by commas, without headings: column 1 is the ID");
    expect_has(words.data, "r: 1 person, 1 at either node\n");
    expect_has(words.data, "r: 0 people with extra time\n");
    expect_has(words.data, "r:1: last: V9\n");
}
END_TEST

START_TEST(people_are_listed_in_rooms)
{
    ck_assert_int_eq(roster("cedula,Salón\n1,Aula 5\n2,\n3, aula  5\n4,Sala Bolívar\n"), STATUS_OK);
    ck_assert_str_eq(roster_find(list, "V1")->room, "Aula 5");
    ck_assert_str_eq(roster_find(list, "V2")->room, "");
    ck_assert_str_eq(roster_find(list, "V3")->room, "aula 5");
    expect_has(words.data, "column 2 is the room");
    expect_has(words.data, "r: rooms: 2 in Aula 5, 1 in Sala Bolívar, 1 without a room\n");
    ck_assert_str_eq(roster_room(list, "AULA 5"), "Aula 5");
    ck_assert_str_eq(roster_room(list, "sala bolívar"), "Sala Bolívar");
    ck_assert_ptr_null(roster_room(list, "Sala Bolivar"));
    ck_assert_ptr_null(roster_room(list, " "));
    ck_assert_int_eq(
        roster("id,node,room\n1,caracas,Aula 5\n2,maracay,Aula 5\n3,,Aula 6\n4,maracay,\n"),
        STATUS_OK);
    buffer_clear(&words);
    roster_report(list, "at", "caracas", &words);
    buffer_append(&words, "", 1);
    expect_has(words.data, "at: rooms at caracas: 1 in Aula 5, 1 in Aula 6\n");
    ck_assert_int_eq(roster("id\n1\n"), STATUS_OK);
    ck_assert_ptr_null(strstr(words.data, "rooms"));
    struct buffer many = {0};
    buffer_text(&many, "id,room\n");
    for (int i = 1; i <= 52; i++)
        buffer_printf(&many, "%d,R%d\n", i, i);
    buffer_append(&many, "", 1);
    ck_assert_int_eq(roster(many.data), STATUS_OK);
    expect_has(words.data, ", 1 in R7, 2 in others\n");
    buffer_release(&many);
}
END_TEST

START_TEST(a_rooms_name_is_short_and_visible)
{
    char name[ROOM_MAX_BYTES + 1] = "kept", why[NAME_WHY_SIZE];
    ck_assert(!room_name_take("", 0, name, why));
    ck_assert_str_eq(why, "the room's name is empty");
    ck_assert(!room_name_take("\xff", 1, name, why));
    ck_assert_str_eq(why, "a room's name is UTF-8 text: type it anew");
    ck_assert(room_name_take("  Sala   2 ", 11, name, why));
    ck_assert_str_eq(name, "Sala 2");
}
END_TEST

START_TEST(a_separator_is_found_by_most_lines)
{
    ck_assert_int_eq(roster("1,N&uacute;ñez\n2,Gil\n3,Paz\n"), STATUS_OK);
    expect_has(words.data, "by commas");
    ck_assert_int_eq(roster("1;Rojas, Ana\n2;Gil, Luis\n"), STATUS_OK);
    expect_has(words.data, "by semicolons");
    ck_assert_int_eq(roster("1,\"a;b\"\n2,\"c;d\"\n"), STATUS_OK);
    expect_has(words.data, "by commas");
    ck_assert_int_eq(roster("1\tRojas, Ana; la menor\n"), STATUS_OK);
    expect_has(words.data, "by tabs");
}
END_TEST

START_TEST(probable_mistakes_are_said)
{
    ck_assert_int_eq(roster("1,Ana,maracay\n2,Eva,maracay\n"), STATUS_OK);
    expect_has(words.data, "warning: nobody is listed at this node, caracas");
    ck_assert_int_eq(roster("1,Ana,maracay\n2,Eva\n"), STATUS_OK);
    ck_assert_ptr_null(strstr(words.data, "warning"));
    ck_assert_int_eq(roster("1,Ana\n2,JosÃ© NÃºÃ±ez\n3,Nu?ez\n"), STATUS_OK);
    expect_has(words.data, "r:2: warning: a name holds signs");
    ck_assert_ptr_null(strstr(words.data, "r:3: warning"));
    ck_assert_int_eq(roster("1,JOÃO Ção\n"), STATUS_OK);
    ck_assert_ptr_null(strstr(words.data, "warning"));
}
END_TEST

START_TEST(mistakes_in_a_roster_are_explained)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"V1\nAna\n", "r:2: this is no ID"},
        {"id,name\n,Ana\n", "r:2: the ID is empty"},
        {"cedula,nombre\n12345678.0,Ana\n", "r:2: a spreadsheet wrote this ID as a number"},
        {"cedula;nombre\n1,23457E+07;Ana\n", "r:2: a spreadsheet rounded this ID"},
        {"cedula,nombre\n12,345,678,Ana\n", "r:2: this line has more cells than the headings"},
        {"12,345,678\n", "r:1: the name has no letters"},
        {"cedula;nombre\n12,345,678;Ana\n", "r:2: an ID has no commas"},
        {"cedula,nombre\n1234.5678,Ana\n", "r:2: dots or dashes in a number"},
        {"cedula,nombre\n#N/A,Ana\n", "r:2: a spreadsheet wrote an error"},
        {"cedula,nombre\n1,#REF!\n", "r:2: a spreadsheet wrote an error in place of the name"},
        {"12345678,0,Ana\n", "r:1: the name has no letters"},
        {"V1,x,y,z\n", "r:1: the extra minutes"},
        {"V1,x,,1441\n", "r:1: the extra minutes"},
        {"V1,x,,-1\n", "r:1: the extra minutes"},
        {"V1,x,,10.5\n", "r:1: the extra minutes"},
        {"V1,x,,1:30\n", "r:1: the extra minutes"},
        {"V1,x,y z\n", "r:1: the node is a node's name"},
        {"V1,x,-\n", "r:1: the node is a node's name"},
        {"V1,x,Caracas\n",
         "r:1: there is no node 'Caracas': there is caracas (this node); capital"},
        {"V1,x,y,1,2\n", "r:1: expected at most 4 columns"},
        {"V1,\"a\nb\"\n", "r:1: a name cannot hold U+000A, LINE FEED"},
        {"id,aula\n1,\"a\nb\"\n", "r:2: a room's name cannot hold U+000A, LINE FEED"},
        {"id,aula\n1,12345678901234567890123456789012345678901\n",
         "r:2: a room's name has at most 40 bytes"},
        {"V1\nV2\nV01\n", "r:3: V1 is listed twice: line 1 has it too"},
        {"V1,\"x\n", "r:1: a quotation mark"},
        {"V2\nV1,x\"y\n", "r:2: a quotation mark"},
        {"", "r:1: this roster lists nobody"},
        {"\n,,\n", "r:1: this roster lists nobody"},
        {"cedula,nombre\n", "r:1: this roster lists nobody"},
        {"sep=;\n", "r:2: this roster lists nobody"},
        {"nadie;x\nzzz;y\n", "r:1: these headings name no column of IDs"},
        {"Nº;Nombre\n1;Ana\n", "r:1: these headings name no column of IDs"},
        {"Lista de aspirantes;\n\ncedula;nombre\n1;Ana\n", "r:1: these headings name no column"},
        {"Lista 2026;\n\ncedula;nombre\n1;Ana\n", "r:3: these are headings"},
        {"id,cedula,nombre\n1,12345678,Ana\n",
         "r:1: two columns would hold the ID, 'id' and 'cedula'"},
        {"id,nombre,sede,centro\n1,Ana,,\n",
         "two columns would hold the node, 'sede' and 'centro'"},
        {"1,12345678,Ana\n2,87654321,Eva\n", "r:1: column 1 would be the IDs, but it numbers the "
                                             "lines, and column 2 holds IDs"},
        {"id,matricula\n1,12345678\n2,87654321\n", "column 2 holds IDs"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_refused(cases[i].text, cases[i].why);
    expect_refused("V1,x,y z\nV2,x,,q\n", ":1: ");
    expect_has(words.data, ":2: ");
    expect_has(words.data, "r: separated by commas");
    /* What only looks like numbers of rows. */
    ck_assert_int_eq(roster("1,Ana\n2,Eva\n3,Luz\n"), STATUS_OK);
    ck_assert_int_eq(roster("id,tel\n5,04141234567\n2,04141234568\n"), STATUS_OK);
    ck_assert_int_eq(roster_read("/none", &pair, &list, &words), STATUS_IO);
}
END_TEST

START_TEST(lines_are_counted_as_an_editor_does)
{
    expect_refused("cedula,nombre\r\n1,Ana\r\n2,Luis\r\nx3x,Eva\r\n", "r:4: this is no ID");
    expect_refused("cedula,nombre\r1,Ana\r2,Luis\rx3x,Eva\r", "r:4: this is no ID");
    expect_refused("cedula,nombre\n1,\"Ana\nRojas\"\nx3x,Eva\n", "r:2: a name cannot hold");
    expect_has(words.data, "r:4: this is no ID");
    expect_refused("cedula,nombre\n\n1,\"Ana\n\n\nRojas\"\n \nx3x,Eva\n", "r:3: a name cannot");
    expect_has(words.data, "r:8: this is no ID");
    expect_refused("id,otra\n1,\"a\nb\"\n1,c\n", "r:4: V1 is listed twice: line 2 has it too");
    expect_refused("sep=;\ncedula;nombre\nx3x;Eva\n", "r:3: this is no ID");
}
END_TEST

START_TEST(a_roster_names_the_nodes_that_there_are)
{
    struct roster_rules rules = pair;
    ck_assert_int_eq(roster("1,,maracay\n2,,caracas\n"), STATUS_OK);
    expect_refused("1,,maracy\n2,,caracas\n3,,maracay\n4,,maracay\n",
                   "r:1: there is no node 'maracy': there is caracas (this node) and maracay "
                   "(line 3)");
    ck_assert_ptr_null(strstr(words.data, "r:3:"));
    expect_refused("1,,maracay\n2,,maracay\n3,,Maracay\n", "r:3: there is no node 'Maracay'");
    rules.alone = true;
    ck_assert_int_eq(read_by(&rules, "1,,caracas\n2\n"), STATUS_OK);
    ck_assert_ptr_null(strstr(words.data, "warning"));
    ck_assert_int_eq(read_by(&rules, "1,,caracas\n2,,maracay\n3,,maracay\n"), STATUS_OK);
    expect_has(words.data, "r:2: warning: this node, caracas, works alone and knows no node "
                           "'maracay': who is listed there (2) cannot register here\n");
    ck_assert_int_eq(read_by(&rules, "1,,CARACAS\n"), STATUS_INVALID);
    rules = (struct roster_rules){.ids = pair.ids, .others = 2};
    ck_assert_int_eq(read_by(&rules, "1,,maracay\n2,,caracas\n"), STATUS_OK);
    ck_assert_int_eq(read_by(&rules, "1,,a\n2,,b\n3,,b\n4,,a\n5,,c\n6,,d\n7,,e\n8,,f\n9,,g\n10,,h\n"
                                     "11,,i\n"),
                     STATUS_INVALID);
    expect_has(words.data, "r:11: there is no node 'i': there is a (line 1) and b (line 2)\n");
}
END_TEST

START_TEST(a_rosters_errors_end_at_a_hundred)
{
    struct buffer text = {0};
    unsigned lines = 0;
    for (int i = 0; i < 300; i++)
        buffer_printf(&text, "x%dx\n", i);
    buffer_append(&text, "", 1);
    expect_refused(text.data, "r:100: ");
    expect_has(words.data, "r: more than 100 errors: correct these first\n");
    for (const char *at = words.data; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    ck_assert_uint_eq(lines, 102); /* and how the file was read */
    buffer_clear(&text);
    for (int i = 0; i < 100; i++)
        buffer_printf(&text, "x%dx\n", i);
    buffer_append(&text, "", 1);
    expect_refused(text.data, "r:100: ");
    ck_assert_ptr_null(strstr(words.data, "more than"));
    buffer_release(&text);
}
END_TEST

START_TEST(a_very_wide_table_is_read)
{
    struct buffer text = {0};
    buffer_text(&text, "id");
    for (int i = 0; i < 100; i++)
        buffer_text(&text, ",x");
    buffer_text(&text, "\n1");
    for (int i = 0; i < 63; i++)
        buffer_text(&text, ",y");
    buffer_append(&text, "\n", 2);
    ck_assert_int_eq(roster(text.data), STATUS_OK);
    expect_person("V1", "", "", 0);
    buffer_release(&text);
}
END_TEST

START_TEST(a_roster_may_list_other_documents)
{
    const struct roster_rules rules = {
        .ids = {.formats = 1U << IDENT_CEDULA | 1U << IDENT_PASSPORT, .letter = 'V'}, .others = 2};
    ck_assert_int_eq(read_by(&rules, "cedula,nombre\n12345678,Ana\nC01X00T47,Eva\n"), STATUS_OK);
    expect_person("PAS-C01X00T47", "Eva", "", 0);
    ck_assert_int_eq(read_by(&rules, "cedula,nombre\n123456789,Ana\n"), STATUS_INVALID);
    expect_has(words.data, "r:2: this can be an ID of several kinds");
    ck_assert_int_eq(roster("cedula,nombre\nC01X00T47,Eva\n"), STATUS_INVALID);
}
END_TEST

static struct digest digest_of_roster(const char *text)
{
    ck_assert_int_eq(roster(text), STATUS_OK);
    return roster_digest(list);
}

START_TEST(a_rosters_digest_is_of_its_ids_and_nodes)
{
    const struct digest digest = digest_of_roster("V1,Ana,caracas\nV2,Eva\n");
    static const char *const others[] = {"V1,Ana,caracas\n", "V1,Ana,maracay\nV2,Eva\n",
                                         "V1,Ana,caracas\nV3,Eva\n", "V1,Ana\nV2,Eva,caracas\n"};
    struct digest same = digest_of_roster("V-2\nV-1,Ana Maria,caracas,15\n");
    ck_assert(digest_equal(&digest, &same));
    same = digest_of_roster("nodo;cedula\n;2\ncaracas;1\n");
    ck_assert(digest_equal(&digest, &same));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct digest other = digest_of_roster(others[i]);
        ck_assert_msg(!digest_equal(&digest, &other), "%s", others[i]);
        ck_assert_msg(!digest_is_zero(&other), "%s", others[i]);
    }
}
END_TEST

START_TEST(a_roster_is_read_from_its_file)
{
    char path[] = "/tmp/sinodo-roster-XXXXXX";
    static const char text[] = "cedula,nombre\n1,Jos\xe9\n"; /* Latin-1 */
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_int_eq(roster_read(path, &pair, &list, &words), STATUS_INVALID);
    buffer_append(&words, "", 1);
    expect_has(words.data, ":2: the line is not UTF-8");
    ck_assert_int_eq(ftruncate(fd, (off_t)strlen("cedula,nombre\n1,Jos")), 0);
    ck_assert_int_eq(roster_read(path, &pair, &list, &words), STATUS_OK);
    expect_person("V1", "Jos", "", 0);
    close(fd);
    unlink(path);
}
END_TEST

Suite *roster_suite(void)
{
    Suite *s = suite_create("roster");
    TCase *t = tcase_create("roster");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_table_is_read_as_spreadsheets_save_it);
    tcase_add_test(t, headings_are_recognised_however_they_are_written);
    tcase_add_test(t, a_name_in_several_columns_is_joined);
    tcase_add_test(t, a_letter_in_its_own_column_is_the_ids);
    tcase_add_test(t, how_a_file_was_read_is_said);
    tcase_add_test(t, people_are_listed_in_rooms);
    tcase_add_test(t, a_rooms_name_is_short_and_visible);
    tcase_add_test(t, a_separator_is_found_by_most_lines);
    tcase_add_test(t, probable_mistakes_are_said);
    tcase_add_test(t, mistakes_in_a_roster_are_explained);
    tcase_add_test(t, lines_are_counted_as_an_editor_does);
    tcase_add_test(t, a_roster_names_the_nodes_that_there_are);
    tcase_add_test(t, a_rosters_errors_end_at_a_hundred);
    tcase_add_test(t, a_very_wide_table_is_read);
    tcase_add_test(t, a_roster_may_list_other_documents);
    tcase_add_test(t, a_rosters_digest_is_of_its_ids_and_nodes);
    tcase_add_test(t, a_roster_is_read_from_its_file);
    suite_add_tcase(s, t);
    return s;
}
