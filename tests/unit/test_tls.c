/* Streams with TLS, both ends in one thread; the node's key. */
#include "server/evidence/attest.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 100 };

static char dir[64], error[KEY_ERROR_SIZE];
static struct key *keys[2];

static void setup(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as the programs do */
    (void)snprintf(dir, sizeof dir, "/tmp/sinodo-key-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    for (int i = 0; i < 2; i++) {
        char path[96];
        (void)snprintf(path, sizeof path, "%s/%d", dir, i);
        ck_assert_int_eq(key_open(path, &keys[i], error), STATUS_OK);
    }
}

static void teardown(void)
{
    key_close(keys[0]);
    key_close(keys[1]);
    remove_tree(dir);
}

static struct tls_context *context_of(bool server, enum tls_trust trust, const struct key *own,
                                      const struct key *pinned)
{
    struct tls_context *context;
    struct tls_options o = {.server = server, .trust = trust};
    if (own != NULL) {
        o.key = key_path(own);
        o.certificate = key_certificate_path(own);
    }
    if (pinned != NULL)
        o.pins[o.pin_count++] = *key_fingerprint(pinned);
    ck_assert_int_eq(tls_context_open(&o, &context), STATUS_OK);
    return context;
}

/* Both ends of one connection. */
struct ends {
    struct tls_context *context[2];
    struct stream stream[2];
    enum status status[2];
};

static void meet(struct ends *e)
{
    int fds[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(stream_open(&e->stream[i], e->context[i], fds[i]), STATUS_OK);
        e->status[i] = STATUS_BUSY;
    }
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 2; i++)
            if (e->status[i] == STATUS_BUSY)
                e->status[i] = stream_handshake_some(&e->stream[i]);
}

static void part(struct ends *e)
{
    for (int i = 0; i < 2; i++) {
        stream_close(&e->stream[i]);
        close(e->stream[i].fd);
        tls_context_close(e->context[i]);
    }
}

/* Does what one end says reach the other? */
static bool heard(struct ends *e, int from)
{
    char got[8];
    size_t sent, len;
    return stream_send_some(&e->stream[from], "hello", 5, &sent) == STATUS_OK && sent == 5 &&
           stream_receive_some(&e->stream[!from], got, sizeof got, &len) == STATUS_OK && len == 5 &&
           memcmp(got, "hello", 5) == 0;
}

/* The dialling end shows that many certificates behind its own. */
static enum status meet_with_chain(int more)
{
    struct ends e = {.context = {context_of(false, TLS_PINNED, keys[0], keys[1]),
                                 context_of(true, TLS_PINNED, keys[1], keys[0])}};
    int fds[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(stream_open(&e.stream[i], e.context[i], fds[i]), STATUS_OK);
    X509 *own = SSL_get_certificate(e.stream[0].tls);
    for (int i = 0; i < more; i++)
        ck_assert_int_eq(SSL_add1_chain_cert(e.stream[0].tls, own), 1);
    enum status status[2] = {STATUS_BUSY, STATUS_BUSY};
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 2; i++)
            if (status[i] == STATUS_BUSY)
                status[i] = stream_handshake_some(&e.stream[i]);
    part(&e);
    return status[1];
}

START_TEST(a_stranger_is_given_little_memory)
{
    ck_assert_int_eq(meet_with_chain(1), STATUS_OK);
    ck_assert_int_eq(meet_with_chain(30), STATUS_INVALID);
}
END_TEST

START_TEST(two_that_know_each_other_meet)
{
    struct ends e = {.context = {context_of(false, TLS_PINNED, keys[0], keys[1]),
                                 context_of(true, TLS_PINNED, keys[1], keys[0])}};
    meet(&e);
    ck_assert_int_eq(e.status[0], STATUS_OK);
    ck_assert_int_eq(e.status[1], STATUS_OK);
    ck_assert(fingerprint_equal(&e.stream[0].seen, key_fingerprint(keys[1])));
    ck_assert(fingerprint_equal(&e.stream[1].seen, key_fingerprint(keys[0])));
    ck_assert(heard(&e, 0));
    ck_assert(heard(&e, 1));
    ck_assert_str_eq(SSL_get_version(e.stream[0].tls), "TLSv1.3");
    ck_assert(!SSL_SESSION_is_resumable(SSL_get_session(e.stream[0].tls)));
    part(&e);
}
END_TEST

START_TEST(the_next_pin_is_as_good)
{
    struct tls_options o = {.trust = TLS_PINNED,
                            .key = key_path(keys[0]),
                            .certificate = key_certificate_path(keys[0]),
                            .pins = {*key_fingerprint(keys[0]), *key_fingerprint(keys[1])},
                            .pin_count = 2};
    struct ends e = {.context = {NULL, context_of(true, TLS_PINNED, keys[1], keys[0])}};
    ck_assert_int_eq(tls_context_open(&o, &e.context[0]), STATUS_OK);
    meet(&e);
    ck_assert(heard(&e, 0));
    ck_assert(heard(&e, 1));
    part(&e);
}
END_TEST

START_TEST(a_server_with_another_key_is_refused)
{
    struct ends e = {.context = {context_of(false, TLS_PINNED, keys[0], keys[0]),
                                 context_of(true, TLS_PINNED, keys[1], keys[0])}};
    meet(&e);
    ck_assert_int_eq(e.status[0], STATUS_INVALID);
    ck_assert_int_ne(e.status[1], STATUS_OK);
    ck_assert(fingerprint_equal(&e.stream[0].seen, key_fingerprint(keys[1])));
    part(&e);
}
END_TEST

START_TEST(a_client_with_another_key_or_none_is_refused)
{
    for (int i = 0; i < 2; i++) {
        struct ends e = {
            .context = {context_of(false, TLS_PINNED, i == 0 ? keys[0] : NULL, keys[1]),
                        context_of(true, TLS_PINNED, keys[1], keys[1])}};
        meet(&e);
        ck_assert_int_eq(e.status[1], STATUS_INVALID);
        ck_assert(!heard(&e, 0));
        part(&e);
    }
}
END_TEST

START_TEST(older_versions_are_refused)
{
    struct ends e = {.context = {context_of(false, TLS_NOTED, NULL, NULL),
                                 context_of(true, TLS_ANYONE, keys[1], NULL)}};
    int fds[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    ck_assert_int_eq(stream_open(&e.stream[0], e.context[0], fds[0]), STATUS_OK);
    ck_assert_int_eq(stream_open(&e.stream[1], e.context[1], fds[1]), STATUS_OK);
    ck_assert_int_eq(SSL_set_min_proto_version(e.stream[0].tls, TLS1_2_VERSION), 1);
    ck_assert_int_eq(SSL_set_max_proto_version(e.stream[0].tls, TLS1_2_VERSION), 1);
    ck_assert_int_eq(stream_handshake_some(&e.stream[0]), STATUS_BUSY);
    ck_assert_int_eq(stream_handshake_some(&e.stream[1]), STATUS_INVALID);
    ck_assert_str_ne(tls_problem(), "");
    part(&e);
}
END_TEST

START_TEST(much_goes_through_in_pieces)
{
    enum { BYTES = 1 << 20 };
    struct ends e = {.context = {context_of(false, TLS_NOTED, NULL, NULL),
                                 context_of(true, TLS_ANYONE, keys[1], NULL)}};
    char *out = malloc(BYTES), *in = malloc(BYTES);
    size_t sent = 0, received = 0, n;
    for (size_t i = 0; i < BYTES; i++)
        out[i] = (char)(i * 7 >> 3);
    meet(&e);
    while (received < BYTES) {
        ck_assert_int_eq(stream_send_some(&e.stream[1], out + sent, BYTES - sent, &n), STATUS_OK);
        sent += n;
        ck_assert_int_eq(stream_receive_some(&e.stream[0], in + received, 1000, &n), STATUS_OK);
        received += n;
        while (stream_has_more(&e.stream[0])) {
            ck_assert_int_eq(stream_receive_some(&e.stream[0], in + received, 1000, &n), STATUS_OK);
            received += n;
        }
        if (sent == BYTES && n == 0)
            break;
    }
    ck_assert_uint_eq(received, BYTES);
    ck_assert_mem_eq(in, out, BYTES);
    free(out);
    free(in);
    part(&e);
}
END_TEST

/* Records without data extend nothing. */
START_TEST(a_flood_of_key_updates_meets_the_deadline)
{
    struct ends e = {.context = {context_of(false, TLS_NOTED, NULL, NULL),
                                 context_of(true, TLS_ANYONE, keys[1], NULL)}};
    char byte;
    size_t got, sent;
    meet(&e);
    ck_assert(heard(&e, 0));
    for (int i = 0; i < 200; i++) {
        ck_assert_int_eq(SSL_key_update(e.stream[0].tls, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        ck_assert_int_eq(SSL_do_handshake(e.stream[0].tls), 1);
    }
    struct mono past = {clock_mono().ms - 1};
    ck_assert_int_eq(stream_receive(&e.stream[1], &byte, 1, past, &got), STATUS_TIMEOUT);
    ck_assert_int_eq(recv(e.stream[1].fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT), 1);
    /* In time they are passed over, and what follows them is read. */
    ck_assert_int_eq(stream_send_some(&e.stream[0], "x", 1, &sent), STATUS_OK);
    ck_assert_int_eq(stream_receive(&e.stream[1], &byte, 1, clock_deadline(10000), &got),
                     STATUS_OK);
    ck_assert_uint_eq(got, 1);
    ck_assert(byte == 'x');
    part(&e);
}
END_TEST

START_TEST(fingerprints_are_read_as_people_write_them)
{
    struct fingerprint a, b;
    char text[FINGERPRINT_TEXT_SIZE], spaced[200] = "";
    fingerprint_text(key_fingerprint(keys[0]), text);
    for (size_t i = 0; i < 64; i += 2)
        (void)snprintf(spaced + strlen(spaced), 8, "%.2s:", text + i);
    ck_assert(fingerprint_parse(text, &a));
    ck_assert(fingerprint_parse(spaced, &b));
    ck_assert(fingerprint_equal(&a, &b));
    ck_assert(fingerprint_equal(&a, key_fingerprint(keys[0])));
    text[5] = text[5] == '0' ? '1' : '0';
    ck_assert(fingerprint_parse(text, &b));
    ck_assert(!fingerprint_equal(&a, &b));
    text[63] = '\0';
    ck_assert(!fingerprint_parse(text, &b));
    ck_assert(!fingerprint_parse("", &b));
    (void)snprintf(spaced, sizeof spaced, "%s00", text);
    ck_assert(!fingerprint_parse(spaced, &b));
    text[5] = 'g';
    ck_assert(!fingerprint_parse(text, &b));
}
END_TEST

START_TEST(a_key_is_made_once_and_private)
{
    struct key *again;
    struct stat st;
    char path[96];
    (void)snprintf(path, sizeof path, "%s/0", dir);
    ck_assert_int_eq(key_open(path, &again, error), STATUS_OK);
    ck_assert(fingerprint_equal(key_fingerprint(again), key_fingerprint(keys[0])));
    ck_assert(!fingerprint_equal(key_fingerprint(again), key_fingerprint(keys[1])));
    ck_assert_int_eq(stat(key_path(again), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    key_close(again);
    ck_assert_int_eq(chmod(key_path(keys[0]), 0640), 0);
    ck_assert_int_eq(key_open(path, &again, error), STATUS_INVALID);
    expect_has(error, "chmod 600");
    ck_assert_int_eq(chmod(key_path(keys[0]), 0600), 0);
    ck_assert_int_eq(truncate(key_path(keys[0]), 20), 0);
    ck_assert_int_eq(key_open(path, &again, error), STATUS_INVALID);
    expect_has(error, "put the node's own back");
}
END_TEST

/* A key that cannot be read at the moment may be the node's own again. */
START_TEST(a_key_that_is_there_is_not_replaced)
{
    struct key *again;
    char path[96], file[112], target[64];
    (void)snprintf(path, sizeof path, "%s/loop", dir);
    (void)snprintf(file, sizeof file, "%s/node.key", path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(symlink("node.key", file), 0); /* not to be opened, and not missing */
    ck_assert_int_eq(key_open(path, &again, error), STATUS_IO);
    expect_has(error, "cannot use the key");
    ck_assert_int_eq(readlink(file, target, sizeof target), 8);
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(key_open(path, &again, error), STATUS_OK);
    key_close(again);
}
END_TEST

START_TEST(another_users_key_is_not_used)
{
    struct key *again;
    char path[96];
    if (geteuid() != 0) {
        skipped("only root gives a file away");
        return;
    }
    (void)snprintf(path, sizeof path, "%s/0", dir);
    ck_assert_int_eq(chown(key_path(keys[0]), 65534, 65534), 0);
    ck_assert_int_eq(key_open(path, &again, error), STATUS_INVALID);
    expect_has(error, "belongs to another user");
    ck_assert_int_eq(chown(key_path(keys[0]), 0, 0), 0);
    ck_assert_int_eq(key_open(path, &again, error), STATUS_OK);
    key_close(again);
}
END_TEST

START_TEST(of_many_that_make_a_key_all_have_the_same)
{
    enum { MANY = 8 };
    char path[96];
    uint8_t made[MANY][KEY_PUBLIC_BYTES];
    for (int round = 0; round < 20; round++) {
        int ends[2], ready[2], status;
        (void)snprintf(path, sizeof path, "%s/race-%d", dir, round);
        ck_assert_int_eq(pipe(ends), 0);
        ck_assert_int_eq(pipe(ready), 0);
        for (int i = 0; i < MANY; i++) {
            if (fork() != 0)
                continue;
            struct key *own;
            char byte;
            close(ready[1]);
            bool good = read(ready[0], &byte, 1) == 0 && /* all begin when the last is there */
                        key_open(path, &own, error) == STATUS_OK &&
                        write(ends[1], key_public(own), KEY_PUBLIC_BYTES) == KEY_PUBLIC_BYTES;
            _exit(good ? 0 : 1);
        }
        close(ready[0]);
        close(ready[1]);
        close(ends[1]);
        for (int i = 0; i < MANY; i++)
            ck_assert_int_eq(read(ends[0], made[i], KEY_PUBLIC_BYTES), KEY_PUBLIC_BYTES);
        close(ends[0]);
        for (int i = 0; i < MANY; i++) {
            ck_assert_mem_eq(made[i], made[0], KEY_PUBLIC_BYTES);
            ck_assert_int_gt(wait(&status), 0);
            ck_assert_int_eq(status, 0);
        }
    }
}
END_TEST

/* As when a key is put back from a backup, beside the certificate of the one it replaces. */
START_TEST(the_certificate_is_the_keys)
{
    struct key *again;
    char file[112];
    uint8_t certified[KEY_PUBLIC_BYTES];
    (void)snprintf(file, sizeof file, "%s/0", dir);
    ck_assert_int_eq(rename(key_certificate_path(keys[1]), key_certificate_path(keys[0])), 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(key_open(file, &again, error), STATUS_OK);
        ck_assert(key_read_public(key_certificate_path(again), certified));
        ck_assert_mem_eq(certified, key_public(keys[0]), KEY_PUBLIC_BYTES);
        tls_context_close(context_of(true, TLS_ANYONE, again, NULL));
        key_close(again);
        ck_assert_int_eq(truncate(key_certificate_path(keys[0]), 100), 0); /* and then torn */
    }
}
END_TEST

/* The fingerprint that TLS sees is the one of the public key alone. */
START_TEST(the_fingerprint_is_the_public_keys)
{
    struct fingerprint f = key_fingerprint_of(key_public(keys[0]));
    ck_assert(fingerprint_equal(&f, key_fingerprint(keys[0])));
}
END_TEST

START_TEST(a_signature_is_good_for_its_words_alone)
{
    uint8_t signature[KEY_SIGNATURE_BYTES];
    const uint8_t *public_key = key_public(keys[0]);
    ck_assert(key_sign(keys[0], "journal", "words", 5, signature));
    ck_assert(key_verify(public_key, "journal", "words", 5, signature));
    ck_assert(!key_verify(public_key, "receipt", "words", 5, signature));
    ck_assert(!key_verify(public_key, "journal", "word!", 5, signature));
    ck_assert(!key_verify(public_key, "journal", "words", 4, signature));
    ck_assert(!key_verify(key_public(keys[1]), "journal", "words", 5, signature));
    signature[10] ^= 1;
    ck_assert(!key_verify(public_key, "journal", "words", 5, signature));
}
END_TEST

static struct attest_statement some_statement(void)
{
    struct attest_statement s = {.cluster = "sinodo", .node = "caracas", .n = 1234567};
    memset(s.digest.bytes, 0xab, sizeof s.digest.bytes);
    return s;
}

START_TEST(a_statement_is_signed_as_what_it_is)
{
    struct attest_statement s = some_statement(), other;
    uint8_t signature[KEY_SIGNATURE_BYTES];
    const uint8_t *public_key = key_public(keys[0]);
    ck_assert(attest_sign(keys[0], ATTEST_HEAD, &s, signature));
    ck_assert(attest_verify(public_key, ATTEST_HEAD, &s, signature));
    ck_assert(!attest_verify(public_key, ATTEST_RECEIPT, &s, signature));
    other = s;
    other.n++;
    ck_assert(!attest_verify(public_key, ATTEST_HEAD, &other, signature));
    other = s;
    other.digest.bytes[31] ^= 1;
    ck_assert(!attest_verify(public_key, ATTEST_HEAD, &other, signature));
    other = s;
    memcpy(other.node, "maracay", 8);
    ck_assert(!attest_verify(public_key, ATTEST_HEAD, &other, signature));
    other = s;
    memcpy(other.cluster, "otro", 5);
    ck_assert(!attest_verify(public_key, ATTEST_HEAD, &other, signature));
}
END_TEST

START_TEST(a_receipt_is_read_as_it_was_printed)
{
    struct attest_statement s = some_statement(), read;
    char receipt[ATTEST_RECEIPT_SIZE];
    uint8_t signature[KEY_SIGNATURE_BYTES];
    ck_assert(attest_receipt(keys[0], &s, receipt));
    ck_assert(attest_read_receipt(receipt, &read, signature));
    ck_assert(attest_verify(key_public(keys[0]), ATTEST_RECEIPT, &read, signature));
    ck_assert_str_eq(read.node, "caracas");
    ck_assert_uint_eq(read.n, s.n);
    /* No character of it can be another, and none can be left out. */
    for (size_t i = 0; receipt[i] != '\0'; i++) {
        char copy[ATTEST_RECEIPT_SIZE];
        memcpy(copy, receipt, sizeof copy);
        copy[i] = copy[i] == '7' ? '8' : '7';
        ck_assert_msg(!attest_read_receipt(copy, &read, signature) ||
                          !attest_verify(key_public(keys[0]), ATTEST_RECEIPT, &read, signature),
                      "character %zu", i);
        memcpy(copy, receipt, sizeof copy);
        memmove(copy + i, copy + i + 1, strlen(copy + i));
        ck_assert_msg(!attest_read_receipt(copy, &read, signature) ||
                          !attest_verify(key_public(keys[0]), ATTEST_RECEIPT, &read, signature),
                      "without character %zu", i);
    }
    ck_assert(!attest_read_receipt("", &read, signature));
    ck_assert(!attest_read_receipt("sinodo1:a:b:1:::::::", &read, signature));
}
END_TEST

/* The receipt with `text` in the place of what begins at `at`; out[] has room for more. */
static void with_text(const char *receipt, const char *at, size_t instead_of, const char *text,
                      char out[ATTEST_RECEIPT_SIZE + 8])
{
    (void)snprintf(out, ATTEST_RECEIPT_SIZE + 8, "%.*s%s%s", (int)(at - receipt), receipt, text,
                   at + instead_of);
}

/* What says the same is no receipt, if it is not written the same way. */
START_TEST(a_receipt_has_one_spelling)
{
    enum { LAST_BITS = 16 };
    static const char base64url[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const char *const spaces[] = {" ", "\n", "\t", "\r", "\v", "\xc2\xa0"};
    struct attest_statement s = some_statement(), read;
    char receipt[ATTEST_RECEIPT_SIZE], other[ATTEST_RECEIPT_SIZE + 8];
    uint8_t signature[KEY_SIGNATURE_BYTES];
    ck_assert(attest_receipt(keys[0], &s, receipt));
    size_t len = strlen(receipt);
    for (size_t i = 0; i <= len; i++) /* and a space at its beginning, end, or anywhere else */
        for (size_t k = 0; k < sizeof spaces / sizeof spaces[0]; k++) {
            with_text(receipt, receipt + i, 0, spaces[k], other);
            ck_assert_msg(!attest_read_receipt(other, &read, signature), "%zu", i);
        }
    const char *number = strstr(receipt, "1234567");
    with_text(receipt, number, 0, "0", other);
    ck_assert(!attest_read_receipt(other, &read, signature));
    with_text(receipt, number, 0, "+", other);
    ck_assert(!attest_read_receipt(other, &read, signature));
    /* Hexadecimal and base64url as others write them. */
    for (size_t i = 0; i < len; i++) {
        char c = receipt[i];
        bool hex = c >= 'a' && c <= 'f' && strchr(number, ':') < receipt + i &&
                   receipt + i < strrchr(receipt, ':');
        const char text[2] = {(char)(hex ? c - 'a' + 'A' : c == '-' ? '+' : '/'), '\0'};
        if (!hex && c != '-' && c != '_')
            continue;
        with_text(receipt, receipt + i, 1, text, other);
        ck_assert_msg(!attest_read_receipt(other, &read, signature), "%zu", i);
    }
    with_text(receipt, receipt + len, 0, "==", other);
    ck_assert(!attest_read_receipt(other, &read, signature));
    /* The last character has four bits that say nothing: they are zeros. */
    const char *last = strchr(base64url, receipt[len - 1]);
    for (ptrdiff_t i = 1; i < LAST_BITS; i++) {
        const char text[2] = {last[i], '\0'};
        with_text(receipt, receipt + len - 1, 1, text, other);
        ck_assert_msg(!attest_read_receipt(other, &read, signature), "%td", i);
    }
    with_text(receipt, receipt, 7, "SINODO1", other);
    ck_assert(!attest_read_receipt(other, &read, signature));
    ck_assert(attest_read_receipt(receipt, &read, signature)); /* the control */
}
END_TEST

Suite *tls_suite(void)
{
    Suite *s = suite_create("tls");
    TCase *t = tcase_create("tls");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, two_that_know_each_other_meet);
    tcase_add_test(t, a_stranger_is_given_little_memory);
    tcase_add_test(t, the_next_pin_is_as_good);
    tcase_add_test(t, a_server_with_another_key_is_refused);
    tcase_add_test(t, a_client_with_another_key_or_none_is_refused);
    tcase_add_test(t, older_versions_are_refused);
    tcase_add_test(t, much_goes_through_in_pieces);
    tcase_add_test(t, a_flood_of_key_updates_meets_the_deadline);
    tcase_add_test(t, fingerprints_are_read_as_people_write_them);
    tcase_add_test(t, a_key_is_made_once_and_private);
    tcase_add_test(t, a_key_that_is_there_is_not_replaced);
    tcase_add_test(t, another_users_key_is_not_used);
    tcase_add_test(t, of_many_that_make_a_key_all_have_the_same);
    tcase_add_test(t, the_certificate_is_the_keys);
    tcase_add_test(t, the_fingerprint_is_the_public_keys);
    tcase_add_test(t, a_signature_is_good_for_its_words_alone);
    tcase_add_test(t, a_statement_is_signed_as_what_it_is);
    tcase_add_test(t, a_receipt_is_read_as_it_was_printed);
    tcase_add_test(t, a_receipt_has_one_spelling);
    suite_add_tcase(s, t);
    return s;
}
