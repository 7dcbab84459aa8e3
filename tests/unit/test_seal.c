/* Sealed banks: what opens and what does not, the cost that a file may ask for, the passphrase from
 * a file and what reading a bank makes of both. */
#include "common/file.h"
#include "common/wipe.h"
#include "server/bank/bank.h"
#include "server/bank/seal.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The work of one guess is for those who guess. */
enum { CHEAP_LOG2_N = 1 };

static const char question[] = "¿Dónde nace el Orinoco? {=En la sierra Parima ~En el Roraima}\n";

static struct passphrase right, wrong;
static struct buffer sealed, text, errors, warnings;
static enum bank_format format;
static char dir[32], bank_path[64], words_path[64];
static struct exam exam;

static struct passphrase passphrase(const char *words)
{
    struct passphrase p = {.len = strlen(words)};
    memcpy(p.text, words, p.len);
    return p;
}

static void setup(void)
{
    right = passphrase("correct horse");
    wrong = passphrase("correct house");
    (void)snprintf(dir, sizeof dir, "/tmp/sinodo-seal-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(bank_path, sizeof bank_path, "%s/exam.bank", dir);
    (void)snprintf(words_path, sizeof words_path, "%s/words", dir);
    ck_assert_int_eq(
        seal_make(BANK_GIFT, question, strlen(question), &right, CHEAP_LOG2_N, &sealed), SEAL_OK);
}

static void teardown(void)
{
    buffer_release(&sealed);
    buffer_wipe(&text);
    buffer_release(&errors);
    buffer_release(&warnings);
    bank_free(&exam);
    remove_tree(dir);
}

/* Opens these bytes; on an error the output is as it was. */
static enum seal_result open_bytes(const char *data, size_t len, const struct passphrase *p)
{
    buffer_clear(&text);
    format = BANK_AIKEN;
    enum seal_result result = seal_open(data, len, p, &format, &text);
    if (result != SEAL_OK) {
        ck_assert_uint_eq(text.len, 0);
        ck_assert_int_eq(format, BANK_AIKEN);
    }
    return result;
}

START_TEST(what_was_sealed_opens)
{
    ck_assert_uint_eq(sealed.len, strlen(question) + SEAL_EXTRA_BYTES);
    ck_assert_int_eq(open_bytes(sealed.data, sealed.len, &right), SEAL_OK);
    ck_assert_int_eq(format, BANK_GIFT);
    ck_assert_mem_eq(text.data, question, strlen(question));
    ck_assert_uint_eq(text.len, strlen(question));
    ck_assert_int_eq(open_bytes(sealed.data, sealed.len, &wrong), SEAL_DAMAGED);
    buffer_clear(&sealed);
    ck_assert_int_eq(seal_make(BANK_AIKEN, "", 0, &right, CHEAP_LOG2_N, &sealed), SEAL_OK);
    ck_assert_int_eq(open_bytes(sealed.data, sealed.len, &right), SEAL_OK);
    ck_assert_uint_eq(text.len, 0);
    ck_assert_int_eq(format, BANK_AIKEN);
}
END_TEST

START_TEST(the_longest_bank_is_sealed_whole)
{
    char *bytes = malloc(BANK_FILE_BYTES);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < BANK_FILE_BYTES; i++)
        bytes[i] = (char)(i * 31 >> 3);
    buffer_clear(&sealed);
    ck_assert_int_eq(seal_make(BANK_GIFT, bytes, BANK_FILE_BYTES, &right, CHEAP_LOG2_N, &sealed),
                     SEAL_OK);
    ck_assert_uint_eq(sealed.len, SEAL_FILE_BYTES);
    ck_assert_int_eq(open_bytes(sealed.data, sealed.len, &right), SEAL_OK);
    ck_assert_uint_eq(text.len, BANK_FILE_BYTES);
    ck_assert(memcmp(text.data, bytes, BANK_FILE_BYTES) == 0);
    free(bytes);
}
END_TEST

/* Made by another program from the description in seal.h: what is sealed today opens tomorrow. */
START_TEST(a_bank_sealed_elsewhere_opens)
{
    static const uint8_t elsewhere[] = {
        0x53, 0x49, 0x4e, 0x4f, 0x44, 0x4f, 0x00, 0x1a, 0x01, 0x04, 0x08, 0x01, 0x00,
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d,
        0x0e, 0x0f, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
        0x6f, 0xb3, 0x8b, 0xbc, 0x78, 0x40, 0x0a, 0xd9, 0x3c, 0xca, 0x79, 0x2b, 0xae,
        0x00, 0x2d, 0x2e, 0x4d, 0x3c, 0x0b, 0xe2, 0x64, 0x6f, 0xbd, 0xbe, 0xb2, 0xfb,
        0x9a, 0x20, 0xd9, 0x84, 0xb7, 0xac, 0xda, 0xa0, 0xc2, 0x60, 0xc5, 0x4e, 0x63,
        0x7f, 0xef, 0xf7, 0xd1, 0xfc, 0xea, 0x2d, 0xb2, 0x9a, 0x6b, 0xc5, 0xc0, 0xef,
    };
    struct passphrase p = passphrase("contraseña de muestra");
    ck_assert_int_eq(open_bytes((const char *)elsewhere, sizeof elsewhere, &p), SEAL_OK);
    ck_assert_int_eq(format, BANK_AIKEN);
    ck_assert_uint_eq(text.len, 34);
    ck_assert_mem_eq(text.data, "Q\nA. a\nB. b\nANSWER: B\n", 22);
}
END_TEST

START_TEST(no_two_sealings_are_alike)
{
    struct buffer again = {0};
    ck_assert_int_eq(seal_make(BANK_GIFT, question, strlen(question), &right, CHEAP_LOG2_N, &again),
                     SEAL_OK);
    struct seal_header a, b;
    ck_assert_int_eq(seal_read_header(sealed.data, sealed.len, &a), SEAL_OK);
    ck_assert_int_eq(seal_read_header(again.data, again.len, &b), SEAL_OK);
    ck_assert_mem_ne(a.salt, b.salt, sizeof a.salt);
    ck_assert_mem_ne(a.nonce, b.nonce, sizeof a.nonce);
    ck_assert_mem_ne(sealed.data + SEAL_HEADER_BYTES, again.data + SEAL_HEADER_BYTES,
                     strlen(question));
    buffer_release(&again);
}
END_TEST

START_TEST(every_changed_bit_is_noticed)
{
    for (size_t at = 0; at < sealed.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            sealed.data[at] = (char)(sealed.data[at] ^ (1 << bit));
            enum seal_result result = open_bytes(sealed.data, sealed.len, &right);
            /* A cost within the bounds makes another key. */
            bool said = at < SEAL_MAGIC_BYTES    ? result == SEAL_NOT_SEALED
                        : at == SEAL_MAGIC_BYTES ? result == SEAL_UNSUPPORTED
                        : at < SEAL_MAGIC_BYTES + 4
                            ? result == SEAL_UNSUPPORTED || result == SEAL_DAMAGED
                            : result == SEAL_DAMAGED;
            ck_assert_msg(said, "byte %zu bit %u: %s", at, bit, seal_result_text(result));
            sealed.data[at] = (char)(sealed.data[at] ^ (1 << bit));
        }
    }
    ck_assert_int_eq(open_bytes(sealed.data, sealed.len, &right), SEAL_OK);
}
END_TEST

START_TEST(every_piece_is_refused)
{
    for (size_t len = 0; len < sealed.len; len++) {
        char *piece = malloc(len + 1); /* of just that length, for the sanitizer */
        ck_assert_ptr_nonnull(piece);
        memcpy(piece + 1, sealed.data, len);
        enum seal_result result = open_bytes(piece + 1, len, &right);
        ck_assert_msg(result == (len < SEAL_MAGIC_BYTES ? SEAL_NOT_SEALED : SEAL_DAMAGED), "%zu",
                      len);
        free(piece);
    }
    ck_assert_int_eq(open_bytes(NULL, 0, &right), SEAL_NOT_SEALED);
    buffer_append(&sealed, "", 1); /* and one byte more */
    ck_assert_int_eq(open_bytes(sealed.data, sealed.len, &right), SEAL_DAMAGED);
}
END_TEST

static enum seal_result open_with_cost(unsigned log2_n, unsigned r, unsigned p)
{
    sealed.data[SEAL_MAGIC_BYTES + 1] = (char)log2_n;
    sealed.data[SEAL_MAGIC_BYTES + 2] = (char)r;
    sealed.data[SEAL_MAGIC_BYTES + 3] = (char)p;
    return open_bytes(sealed.data, sealed.len, &right);
}

/* The values of a byte, each one up to 40 and then each fifth. */
static unsigned next_cost(unsigned cost)
{
    return cost < 40 ? cost + 1 : cost + 5;
}

/* The costs that a file can name: their bounds hold. A hostile one is refused before any work, or
 * this test would not end in its time. */
START_TEST(a_hostile_cost_is_refused_at_once)
{
    struct seal_header h;
    for (unsigned log2_n = 0; log2_n < 256; log2_n++) {
        for (unsigned r = 0; r < 256; r = next_cost(r)) {
            for (unsigned p = 0; p < 256; p = next_cost(p)) {
                sealed.data[SEAL_MAGIC_BYTES + 1] = (char)log2_n;
                sealed.data[SEAL_MAGIC_BYTES + 2] = (char)r;
                sealed.data[SEAL_MAGIC_BYTES + 3] = (char)p;
                if (seal_read_header(sealed.data, sealed.len, &h) != SEAL_OK)
                    continue;
                uint64_t bytes = (UINT64_C(128) << log2_n) * r;
                ck_assert_int_ge(log2_n, 1);
                ck_assert_int_ge(r, 1);
                ck_assert_int_ge(p, 1);
                ck_assert_uint_le(bytes, 256 * 1024 * 1024);
                ck_assert(bytes * p <= 4 * (UINT64_C(1024) << SEAL_LOG2_N));
            }
        }
    }
    static const unsigned hostile[][3] = {{63, 255, 255}, {64, 1, 1},   {255, 8, 1},  {20, 8, 1},
                                          {19, 8, 1},     {17, 255, 1}, {17, 8, 255}, {1, 1, 0},
                                          {1, 0, 1},      {0, 8, 1},    {16, 1, 1}};
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++)
        ck_assert_int_eq(open_with_cost(hostile[i][0], hostile[i][1], hostile[i][2]),
                         SEAL_UNSUPPORTED);
    /* The bounds themselves are allowed. */
    ck_assert_int_eq(open_with_cost(2, 8, 1), SEAL_DAMAGED);
    ck_assert_int_eq(open_with_cost(15, 1, 1), SEAL_DAMAGED);
    ck_assert_int_eq(open_with_cost(18, 8, 1), SEAL_DAMAGED);
}
END_TEST

START_TEST(sealing_for_people_takes_128_mib)
{
    struct seal_header h;
    buffer_clear(&sealed);
    ck_assert_int_eq(seal_make(BANK_GIFT, question, strlen(question), &right, SEAL_LOG2_N, &sealed),
                     SEAL_OK);
    ck_assert_int_eq(seal_read_header(sealed.data, sealed.len, &h), SEAL_OK);
    ck_assert_uint_eq((UINT64_C(128) << h.log2_n) * h.r, 128 * 1024 * 1024);
    ck_assert_int_eq(open_bytes(sealed.data, sealed.len, &right), SEAL_OK);
}
END_TEST

START_TEST(what_is_wiped_is_gone)
{
    wipe(&right, sizeof right);
    ck_assert_uint_eq(right.len, 0);
    for (size_t i = 0; i < sizeof right.text; i++)
        ck_assert_int_eq(right.text[i], 0);
    buffer_wipe(&sealed);
    ck_assert_ptr_null(sealed.data);
}
END_TEST

/* --- the passphrase's file --- */

static void write_words(const char *words, mode_t mode)
{
    ck_assert_int_eq(file_put(dir, "words", words, strlen(words)), STATUS_OK);
    ck_assert_int_eq(chmod(words_path, mode), 0);
}

static enum status read_words(enum passphrase_use use, struct passphrase *out)
{
    buffer_clear(&errors);
    enum status status = passphrase_read(use, words_path, "exam.bank", out, &errors);
    buffer_append(&errors, "", 1);
    return status;
}

static void words_refused(enum passphrase_use use, const char *why)
{
    struct passphrase p = right;
    ck_assert_int_eq(read_words(use, &p), STATUS_INVALID);
    expect_has(errors.data, why);
    ck_assert_mem_eq(&p, &right, sizeof p);
}

START_TEST(the_first_line_of_a_file_is_the_passphrase)
{
    static const char *const files[] = {"correct horse", "correct horse\n", "correct horse\r\n",
                                        "correct horse\nbattery\n"};
    struct passphrase p;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_words(files[i], 0600);
        ck_assert_int_eq(read_words(PASSPHRASE_TO_SEAL, &p), STATUS_OK);
        ck_assert_uint_eq(p.len, right.len);
        ck_assert_mem_eq(p.text, right.text, right.len);
    }
    write_words(" a b c  ", 0400); /* spaces are part of it */
    ck_assert_int_eq(read_words(PASSPHRASE_TO_SEAL, &p), STATUS_OK);
    ck_assert_uint_eq(p.len, 8);
    ck_assert_int_eq(prctl(PR_GET_DUMPABLE), 0);
}
END_TEST

START_TEST(a_file_that_others_may_read_is_refused)
{
    static const mode_t modes[] = {0640, 0604, 0620, 0602, 0610, 0644, 0666};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        write_words("correct horse\n", modes[i]);
        words_refused(PASSPHRASE_TO_OPEN, "words: others may read or change");
    }
}
END_TEST

/* systemd.exec(5): an access list lets the unit's user in, and its mask shows as the group's mode.
 */
static void write_credential(mode_t mode, mode_t dir_mode)
{
    ck_assert_int_eq(chmod(dir, 0700), 0);
    write_words("correct horse\n", mode);
    ck_assert_int_eq(chmod(dir, dir_mode), 0);
}

START_TEST(a_credential_that_systemd_gives_is_taken)
{
    static const mode_t bad[][2] = {
        {0444, 0550}, {0460, 0550}, {0442, 0550}, {0440, 0570}, {0440, 0555}};
    struct passphrase p;
    write_credential(0440, 0550);
    words_refused(PASSPHRASE_TO_OPEN, "words: others may read or change");
    ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", dir, 1), 0);
    ck_assert_int_eq(read_words(PASSPHRASE_TO_OPEN, &p), STATUS_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_credential(bad[i][0], bad[i][1]);
        words_refused(PASSPHRASE_TO_OPEN, "words: others may read or change");
    }
    write_credential(0440, 0550);
    ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", "/tmp", 1), 0);
    words_refused(PASSPHRASE_TO_OPEN, "words: others may read or change");
    ck_assert_int_eq(unsetenv("CREDENTIALS_DIRECTORY"), 0);
    ck_assert_int_eq(chmod(dir, 0700), 0);
}
END_TEST

START_TEST(an_empty_or_short_passphrase_is_refused)
{
    static char longest[PASSPHRASE_BYTES + 3];
    struct passphrase p;
    write_words("", 0600);
    words_refused(PASSPHRASE_TO_OPEN, "the passphrase is empty");
    write_words("\ncorrect horse\n", 0600);
    words_refused(PASSPHRASE_TO_SEAL, "the passphrase is empty");
    write_words("ñandúes\n", 0600); /* 7 characters, 9 bytes */
    words_refused(PASSPHRASE_TO_SEAL, "shorter than 8 characters");
    ck_assert_int_eq(read_words(PASSPHRASE_TO_OPEN, &p), STATUS_OK);
    write_words("ñandúesX\n", 0600);
    ck_assert_int_eq(read_words(PASSPHRASE_TO_SEAL, &p), STATUS_OK);
    memset(longest, 'x', PASSPHRASE_BYTES);
    write_words(longest, 0600);
    ck_assert_int_eq(read_words(PASSPHRASE_TO_SEAL, &p), STATUS_OK);
    ck_assert_uint_eq(p.len, PASSPHRASE_BYTES);
    memset(longest, 'x', PASSPHRASE_BYTES + 1);
    write_words(longest, 0600);
    words_refused(PASSPHRASE_TO_OPEN, "longer than 1000 bytes");
    ck_assert_int_eq(unlink(words_path), 0);
    ck_assert_int_eq(read_words(PASSPHRASE_TO_OPEN, &p), STATUS_IO);
    expect_has(errors.data, "cannot be read: No such file");
}
END_TEST

/* --- reading a bank --- */

static enum status read_bank(const char *passphrase_file)
{
    struct buffer bytes = {0};
    buffer_clear(&errors);
    bank_free(&exam);
    enum status status = bank_read(bank_path, passphrase_file, &bytes, &exam, &errors, &warnings);
    buffer_append(&errors, "", 1);
    buffer_release(&bytes);
    return status;
}

static void put_sealed(enum bank_format as, const char *bank)
{
    buffer_clear(&sealed);
    ck_assert_int_eq(seal_make(as, bank, strlen(bank), &right, CHEAP_LOG2_N, &sealed), SEAL_OK);
    ck_assert_int_eq(file_put(dir, "exam.bank", sealed.data, sealed.len), STATUS_OK);
}

START_TEST(a_sealed_bank_is_read_as_what_it_was)
{
    struct exam plain = {0};
    put_sealed(BANK_GIFT, question);
    write_words("correct horse\n", 0600);
    ck_assert_msg(read_bank(words_path) == STATUS_OK, "%s", errors.data);
    ck_assert_str_eq(exam.questions[0].text, "¿Dónde nace el Orinoco?");
    ck_assert(exam.confidential);
    /* The pair may have it sealed here and plain there: it is one exam. */
    ck_assert_int_eq(
        bank_parse(BANK_GIFT, "f", question, strlen(question), &plain, &errors, &warnings),
        STATUS_OK);
    ck_assert(!plain.confidential);
    exam.title = strdup("t");
    plain.title = strdup("t");
    exam_seal(&exam);
    exam_seal(&plain);
    ck_assert(digest_equal(&exam.digest, &plain.digest));
    bank_free(&plain);
    put_sealed(BANK_AIKEN, "Q\nA. a\nB. b\nANSWER: B\n");
    ck_assert_msg(read_bank(words_path) == STATUS_OK, "%s", errors.data);
    ck_assert_uint_eq(exam.questions[0].option_count, 2);
}
END_TEST

START_TEST(what_cannot_be_opened_says_why)
{
    put_sealed(BANK_GIFT, question);
    write_words("correct house\n", 0600);
    ck_assert_int_eq(read_bank(words_path), STATUS_INVALID);
    expect_has(errors.data, "exam.bank: the passphrase is wrong or the file");
    expect_lacks(errors.data, "Orinoco");
    ck_assert_int_ne(dup2(fileno(fopen("/dev/null", "r")), STDIN_FILENO), -1);
    ck_assert_int_eq(read_bank(""), STATUS_INVALID);
    expect_has(errors.data, "give --passphrase-file FILE");
    ck_assert_int_eq(read_bank(NULL), STATUS_INVALID);
    expect_has(errors.data, "is sealed, and is not opened with --developer");
    /* A mistake in it is told as a plain bank's is. */
    write_words("correct horse\n", 0600);
    put_sealed(BANK_AIKEN, "Q\nA. a\nB. b\nANSWER: C\n");
    ck_assert_int_eq(read_bank(words_path), STATUS_INVALID);
    expect_has(errors.data, "exam.bank:4: ANSWER: must name");
    ck_assert_int_eq(file_put(dir, "exam.bank", question, strlen(question)), STATUS_OK);
    ck_assert_int_eq(read_bank(words_path), STATUS_INVALID);
    expect_has(errors.data, "a bank's name ends in .gift");
    ck_assert_int_eq(file_put(dir, "exam.bank", "", 0), STATUS_OK);
    ck_assert_int_eq(read_bank(words_path), STATUS_INVALID);
}
END_TEST

Suite *seal_suite(void)
{
    Suite *s = suite_create("seal");
    TCase *t = tcase_create("seal");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_was_sealed_opens);
    tcase_add_test(t, the_longest_bank_is_sealed_whole);
    tcase_add_test(t, a_bank_sealed_elsewhere_opens);
    tcase_add_test(t, no_two_sealings_are_alike);
    tcase_add_test(t, every_changed_bit_is_noticed);
    tcase_add_test(t, every_piece_is_refused);
    tcase_add_test(t, a_hostile_cost_is_refused_at_once);
    tcase_add_test(t, sealing_for_people_takes_128_mib);
    tcase_add_test(t, what_is_wiped_is_gone);
    tcase_add_test(t, the_first_line_of_a_file_is_the_passphrase);
    tcase_add_test(t, a_file_that_others_may_read_is_refused);
    tcase_add_test(t, a_credential_that_systemd_gives_is_taken);
    tcase_add_test(t, an_empty_or_short_passphrase_is_refused);
    tcase_add_test(t, a_sealed_bank_is_read_as_what_it_was);
    tcase_add_test(t, what_cannot_be_opened_says_why);
    suite_add_tcase(s, t);
    return s;
}
