/* The hash table of IDs, and the array that its buckets lie in. */
#include "common/id_table.h"
#include "common/segments.h"
#include "tests/lib/chance.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 20000, KEPT = 3 };

static const uint8_t key[ID_TABLE_KEY_BYTES] = {1, 2, 3};
static struct id_table *table;
static struct id_node *nodes;

static void setup(void)
{
    nodes = calloc(NODES, sizeof *nodes);
    ck_assert_ptr_nonnull(nodes);
    ck_assert_int_eq(id_table_open(key, &table), STATUS_OK);
}

static void teardown(void)
{
    id_table_close(table);
    free(nodes);
}

static const char *id_of(size_t i)
{
    static char id[IDENT_SIZE];
    (void)snprintf(id, sizeof id, "V%zu", i + 1);
    return id;
}

static void add_all(void)
{
    for (size_t i = 0; i < NODES; i++)
        id_table_add(table, &nodes[i], id_of(i));
}

START_TEST(each_node_is_found_while_the_table_grows)
{
    uint64_t state = 1;
    for (size_t i = 0; i < NODES; i++) {
        id_table_add(table, &nodes[i], id_of(i));
        size_t some = (size_t)chance(&state, i + 1);
        ck_assert_ptr_eq(id_table_find(table, id_of(some)), &nodes[some]);
        ck_assert_ptr_null(id_table_find(table, id_of(i + 1)));
    }
    for (size_t i = 0; i < NODES; i++)
        ck_assert_ptr_eq(id_table_find(table, id_of(i)), &nodes[i]);
}
END_TEST

START_TEST(a_node_that_was_removed_is_not_found)
{
    add_all();
    for (size_t i = 0; i < NODES; i++)
        if (i % KEPT != 0)
            id_table_remove(table, &nodes[i]);
    for (size_t i = 0; i < NODES; i++)
        ck_assert_ptr_eq(id_table_find(table, id_of(i)), i % KEPT == 0 ? &nodes[i] : NULL);
    id_table_add(table, &nodes[1], id_of(1));
    ck_assert_ptr_eq(id_table_find(table, id_of(1)), &nodes[1]);
}
END_TEST

START_TEST(a_node_is_added_once)
{
    ck_assert_ptr_eq(id_table_add_once(table, &nodes[0], "V1"), &nodes[0]);
    ck_assert_ptr_eq(id_table_add_once(table, &nodes[1], "V1"), &nodes[0]);
    ck_assert_ptr_eq(id_table_add_once(table, &nodes[1], "V2"), &nodes[1]);
    ck_assert_ptr_null(id_table_next(id_table_find(table, "V1")));
}
END_TEST

START_TEST(all_nodes_with_an_id_are_found)
{
    enum { SAME = 5 };
    for (size_t i = 0; i < NODES; i++)
        id_table_add(table, &nodes[i], id_of(i / SAME));
    for (size_t i = 0; i < NODES; i += SAME) {
        size_t count = 0;
        for (struct id_node *n = id_table_find(table, id_of(i / SAME)); n; n = id_table_next(n)) {
            ck_assert_str_eq(n->id, id_of(i / SAME));
            ck_assert_uint_eq((size_t)(n - nodes) / SAME, i / SAME);
            count++;
        }
        ck_assert_uint_eq(count, SAME);
    }
}
END_TEST

/* SipHash-2-4 of 128 bits: the vectors of the reference implementation (github.com/veorq/SipHash)
 * for the key 00 01 … 0f and no input, of which the first 8 bytes count here. */
START_TEST(the_hash_is_siphash_under_the_key)
{
    static const uint8_t expected[] = {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6};
    uint8_t bytes[ID_TABLE_KEY_BYTES];
    struct id_table *other;
    uint64_t hash;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    ck_assert_int_eq(id_table_open(bytes, &other), STATUS_OK);
    hash = id_table_hash(other, "");
    ck_assert_mem_eq(&hash, expected, sizeof hash);
    ck_assert_uint_ne(id_table_hash(other, "V1"), id_table_hash(table, "V1"));
    id_table_close(other);
}
END_TEST

START_TEST(items_of_an_array_stay_where_they_are)
{
    enum { ITEMS = 5 * SEGMENTS_FIRST };
    static size_t *at[ITEMS];
    struct segments array = {.item_bytes = sizeof **at};
    for (size_t i = 0; i < ITEMS; i++) {
        ck_assert(segments_reserve(&array, i + 1));
        ck_assert_uint_gt(array.room, i);
        at[i] = segments_at(&array, i);
        *at[i] = i;
    }
    for (size_t i = 0; i < ITEMS; i++) {
        ck_assert_ptr_eq(segments_at(&array, i), at[i]);
        ck_assert_uint_eq(*at[i], i);
    }
    segments_release(&array);
    ck_assert_uint_eq(array.room, 0);
}
END_TEST

/* As under a system's policy that allows approved algorithms alone. */
START_TEST(a_library_without_the_hash_is_refused)
{
    struct id_table *other = NULL;
    ck_assert_int_eq(EVP_set_default_properties(NULL, "provider=none"), 1);
    enum status status = id_table_open(key, &other);
    ck_assert_int_eq(EVP_set_default_properties(NULL, NULL), 1);
    ck_assert_int_eq(status, STATUS_NOMEM);
    ck_assert_ptr_null(other);
}
END_TEST

Suite *id_table_suite(void)
{
    Suite *s = suite_create("id_table");
    TCase *t = tcase_create("id_table");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, each_node_is_found_while_the_table_grows);
    tcase_add_test(t, a_node_that_was_removed_is_not_found);
    tcase_add_test(t, a_node_is_added_once);
    tcase_add_test(t, all_nodes_with_an_id_are_found);
    tcase_add_test(t, the_hash_is_siphash_under_the_key);
    tcase_add_test(t, a_library_without_the_hash_is_refused);
    tcase_add_test(t, items_of_an_array_stay_where_they_are);
    suite_add_tcase(s, t);
    return s;
}
