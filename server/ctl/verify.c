#include "server/ctl/verify.h"

#include "common/clock.h"
#include "common/printable.h"
#include "db/audit.h"
#include "db/cut.h"
#include "server/ctl/received.h"
#include "server/evidence/attest.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

/* One signer of one journal: the good signatures by one key, the newest of them last, and the first
 * bad one after those. */
struct signer {
    uint64_t count, last_n;
    uint8_t key[KEY_PUBLIC_BYTES];
    uint64_t bad_n; /* 0: none */
    bool taken_away;
};

struct check {
    struct audit_file *file;
    const struct verify_keys *keys;
    struct signer signer[2][2]; /* by journal, by_peer */
    bool differs;
};

static const char *owner_of(const struct audit_file *file, enum journal_owner journal)
{
    return journal == JOURNAL_OWN ? audit_identity(file)->node : audit_peer(file);
}

static struct attest_statement head_statement(const struct audit_file *file,
                                              enum journal_owner journal, uint64_t n,
                                              const struct digest *digest)
{
    struct attest_statement s = {.n = n, .digest = *digest};
    (void)snprintf(s.cluster, sizeof s.cluster, "%s", audit_identity(file)->cluster);
    (void)snprintf(s.node, sizeof s.node, "%s", owner_of(file, journal));
    return s;
}

static const char *signer_of(const struct audit_file *file, bool by_peer)
{
    return owner_of(file, by_peer ? JOURNAL_PEER : JOURNAL_OWN);
}

static void say_signed(const struct check *c, enum journal_owner journal, bool by_peer)
{
    const struct signer *s = &c->signer[journal == JOURNAL_PEER][by_peer];
    struct fingerprint fingerprint = key_fingerprint_of(s->key);
    char key[FINGERPRINT_TEXT_SIZE];
    fingerprint_text(&fingerprint, key);
    printable_line(stdout, "journal of %s: signed %llu times by %s, up to entry %llu, with the key",
                   owner_of(c->file, journal), (unsigned long long)s->count,
                   signer_of(c->file, by_peer), (unsigned long long)s->last_n);
    printf("  %s\n", key);
}

static bool is_given(const struct verify_keys *keys, const uint8_t key[KEY_PUBLIC_BYTES])
{
    bool given = keys->count == 0;
    for (size_t i = 0; i < keys->count; i++)
        given |= memcmp(keys->key[i], key, KEY_PUBLIC_BYTES) == 0;
    return given;
}

static bool is_good(const struct check *c, const struct journal_head *head)
{
    struct attest_statement s = head_statement(c->file, head->journal, head->n, &head->digest);
    return head->held && is_given(c->keys, head->key) &&
           attest_verify(head->key, ATTEST_HEAD, &s, head->signature);
}

/* A signature stands for all entries before it: after a good one only those that follow are open.
 */
static void check_head(void *context, const struct journal_head *head)
{
    struct check *c = context;
    struct signer *signer = &c->signer[head->journal == JOURNAL_PEER][head->by_peer];
    if (!is_good(c, head)) {
        c->differs = true;
        if (signer->bad_n == 0) {
            signer->bad_n = head->n;
            signer->taken_away = !head->held;
        }
        return;
    }
    if (signer->bad_n > 0)
        printable_line(stdout,
                       "DIFFERS: %s's signature under entry %llu of %s; a later one is good",
                       signer_of(c->file, head->by_peer), (unsigned long long)signer->bad_n,
                       owner_of(c->file, head->journal));
    signer->bad_n = 0;
    if (signer->count > 0 && memcmp(signer->key, head->key, sizeof signer->key) != 0) {
        say_signed(c, head->journal, head->by_peer);
        signer->count = 0;
    }
    signer->count++;
    signer->last_n = head->n;
    memcpy(signer->key, head->key, sizeof signer->key);
}

static void report_signer(struct check *c, enum journal_owner journal, bool by_peer)
{
    const struct signer *s = &c->signer[journal == JOURNAL_PEER][by_peer];
    const char *owner = owner_of(c->file, journal), *signer = signer_of(c->file, by_peer);
    uint64_t length = audit_length(c->file, journal);
    if (s->bad_n > 0) {
        printable_line(
            stdout,
            "DIFFERS: the journal of %s is not what %s signed%s: an entry from %llu to %llu was "
            "%s",
            owner, signer, c->keys->count > 0 ? " with a key that was given" : "",
            (unsigned long long)s->last_n + 1, (unsigned long long)s->bad_n,
            s->taken_away ? "taken away" : "changed");
    } else if (s->count == 0 && length > 0) {
        c->differs = true;
        printable_line(
            stdout,
            "DIFFERS: the journal of %s, %llu entries, bears no signature of %s (each node "
            "signs some seconds after it wrote)",
            owner, (unsigned long long)length, signer);
    }
    if (s->count == 0)
        return;
    say_signed(c, journal, by_peer);
    if (s->last_n < length)
        printable_line(stdout, "  entries %llu to %llu are not signed by %s (yet)",
                       (unsigned long long)s->last_n + 1, (unsigned long long)length, signer);
}

/* Two signatures by one key are one. */
static void report_journal(struct check *c, enum journal_owner journal)
{
    const struct signer *s = c->signer[journal == JOURNAL_PEER];
    bool paired = audit_peer(c->file)[0] != '\0';
    report_signer(c, journal, false);
    if (paired)
        report_signer(c, journal, true);
    if (s[0].count > 0 && s[1].count > 0 && memcmp(s[0].key, s[1].key, sizeof s[0].key) == 0) {
        c->differs = true;
        printable_line(stdout, "DIFFERS: both signatures under the journal of %s are by one key",
                       owner_of(c->file, journal));
    }
}

int verify_database(const char *path, const char *original, const struct verify_keys *keys)
{
    struct buffer text = {0};
    struct audit_file *file = NULL;
    bool good = audit_run_copy(path, original, &text);
    printable_write(stdout, text.data, text.len, PRINTABLE_TEXT);
    buffer_release(&text);
    if (audit_open(path, &file) == STATUS_OK) {
        struct check c = {.file = file, .keys = keys};
        good = audit_heads(file, check_head, &c) && good;
        report_journal(&c, JOURNAL_OWN);
        if (audit_peer(file)[0] != '\0')
            report_journal(&c, JOURNAL_PEER);
        else
            puts("this database knows of no other node: nobody else has signed it");
        good = good && !c.differs;
    } else {
        good = false;
    }
    audit_close(file);
    puts(!good             ? "NOT as it should be"
         : keys->count > 0 ? "all is as it should be, signed with the keys that were given"
                           : "all is as it should be; compare the keys with those on paper");
    return good ? EX_OK : EX_DATAERR;
}

/* --- receipts --- */

struct search {
    const char *path;
    struct audit_file *file;
    const struct attest_statement *statement;
    const uint8_t *signature;
    enum journal_owner journal;
    bool by_peer, found;
    uint8_t key[KEY_PUBLIC_BYTES];
};

/* Is it signed with a key by which its node signed heads? */
static void try_key(void *context, const struct journal_head *head)
{
    struct search *s = context;
    if (s->found || head->journal != s->journal || head->by_peer != s->by_peer)
        return;
    struct attest_statement under = head_statement(s->file, head->journal, head->n, &head->digest);
    s->found = head->held && attest_verify(head->key, ATTEST_HEAD, &under, head->signature) &&
               attest_verify(head->key, ATTEST_RECEIPT, s->statement, s->signature);
    memcpy(s->key, head->key, sizeof s->key);
}

static int wrong(const char *why)
{
    printf("NOT genuine: %s\n", why);
    return EX_DATAERR;
}

/* The answers of the sitting that was finished. */
static bool read_answers(const struct search *search, struct received *out)
{
    struct cut_file *file = NULL;
    struct cut cut = {{0, 0}};
    cut.n[search->journal] = audit_length(search->file, search->journal);
    bool read = cut_open(search->path, &file) == STATUS_OK &&
                cut_read(file, &cut, search->journal, received_take, out) == STATUS_OK &&
                !out->failed;
    cut_close(file);
    return read;
}

/* A receipt is of the answers, and says no score: what an exam comes to is the board's to publish. */
static int say_genuine(struct search *search, const struct entry *e)
{
    static struct received received;
    char at[CLOCK_TEXT_SIZE], text[FINGERPRINT_TEXT_SIZE];
    const struct attest_statement *s = search->statement;
    struct fingerprint fingerprint = key_fingerprint_of(search->key);
    memcpy(received.id, e->id, sizeof received.id);
    received.finish_n = s->n;
    bool whole = read_answers(search, &received);
    fingerprint_text(&fingerprint, text);
    clock_text(e->at, at);
    printable_line(stdout,
                   "genuine: %s finished at %s, %s, with %u questions answered (entry %llu of %s)",
                   e->id, s->node, at, e->finish.answered, (unsigned long long)s->n, s->node);
    printf("signed with the key %s: compare it with the one on paper\n", text);
    if (whole)
        puts("the answers that were received; a number is the position of an option as it was "
             "shown:");
    else
        puts("the answers could not be read");
    if (whole)
        received_print(&received);
    received_release(&received);
    return whole ? EX_OK : EX_IOERR;
}

static int check_receipt(const char *path, struct audit_file *file, const char *receipt,
                         const uint8_t *key)
{
    struct attest_statement s;
    uint8_t signature[KEY_SIGNATURE_BYTES];
    struct digest digest;
    struct entry entry;
    if (!attest_read_receipt(receipt, &s, signature))
        return wrong(
            "this is not a receipt: is a part of it missing, or a space or a line end in it?");
    bool own = strcmp(s.node, audit_identity(file)->node) == 0;
    if (strcmp(s.cluster, audit_identity(file)->cluster) != 0) {
        printable_line(stdout,
                       "NOT genuine here: it is of the pair or exam %s, and this database of %s. "
                       "Of an exam before name the archive: verify-receipt RECEIPT FILE",
                       s.cluster, audit_identity(file)->cluster);
        return EX_DATAERR;
    }
    if (!own && strcmp(s.node, audit_peer(file)) != 0)
        return wrong("it is of another pair of nodes than this database");
    struct search search = {.path = path,
                            .file = file,
                            .statement = &s,
                            .signature = signature,
                            .journal = own ? JOURNAL_OWN : JOURNAL_PEER,
                            .by_peer = !own};
    if (key != NULL) {
        memcpy(search.key, key, sizeof search.key);
        search.found = attest_verify(search.key, ATTEST_RECEIPT, &s, signature);
    } else if (!audit_heads(file, try_key, &search)) {
        return EX_IOERR;
    }
    if (!search.found)
        return wrong("the signature is not the node's");
    if (!audit_entry(file, search.journal, s.n, &digest, &entry))
        return wrong("it is signed, and the journal here has no such entry");
    if (!digest_equal(&digest, &s.digest) || entry.kind != ENTRY_FINISH)
        return wrong("it is signed, and the journal here says otherwise");
    return say_genuine(&search, &entry);
}

int verify_receipt(const char *path, const char *receipt, const uint8_t *key)
{
    struct audit_file *file;
    if (audit_open(path, &file) != STATUS_OK) {
        (void)fprintf(stderr, "sinodoctl: %s is not a node's database\n", path);
        return EX_NOINPUT;
    }
    int result = check_receipt(path, file, receipt, key);
    audit_close(file);
    return result;
}

/* --- a key --- */

struct key_search {
    const struct audit_file *file;
    const uint8_t *key;
    enum journal_owner journal;
    bool found;
};

static void find_key(void *context, const struct journal_head *head)
{
    struct key_search *s = context;
    if (s->found || head->journal != s->journal || head->by_peer != (s->journal == JOURNAL_PEER) ||
        !head->held || memcmp(head->key, s->key, KEY_PUBLIC_BYTES) != 0)
        return;
    struct attest_statement under = head_statement(s->file, head->journal, head->n, &head->digest);
    s->found = attest_verify(head->key, ATTEST_HEAD, &under, head->signature);
}

bool verify_signs_journal(const char *path, const char *node, const uint8_t key[KEY_PUBLIC_BYTES])
{
    struct audit_file *file;
    if (audit_open(path, &file) != STATUS_OK)
        return false;
    bool own = strcmp(node, audit_identity(file)->node) == 0;
    struct key_search search = {file, key, own ? JOURNAL_OWN : JOURNAL_PEER, false};
    bool read =
        (own || strcmp(node, audit_peer(file)) == 0) && audit_heads(file, find_key, &search);
    audit_close(file);
    return read && search.found;
}
