#include "server/ctl/verify.h"

#include "common/clock.h"
#include "db/audit.h"
#include "server/attest.h"
#include "server/core/marking.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

/* One signer of one journal. */
struct signer {
    uint64_t count, last_n; /* good signatures, and the last of them */
    bool broken;
    struct fingerprint key; /* of the last */
};

struct check {
    const struct audit_file *file;
    struct signer signer[2][2]; /* by journal, by_peer */
};

static const char *owner_of(const struct audit_file *file, enum journal_owner journal)
{
    return journal == JOURNAL_OWN ? audit_identity(file)->node : audit_peer(file);
}

static struct attest_statement statement(const struct audit_file *file, enum journal_owner journal,
                                         uint64_t n, const struct digest *digest)
{
    struct attest_statement s = {.n = n, .digest = *digest};
    (void)snprintf(s.cluster, sizeof s.cluster, "%s", audit_identity(file)->cluster);
    (void)snprintf(s.node, sizeof s.node, "%s", owner_of(file, journal));
    return s;
}

static void check_head(void *context, const struct ledger_head *head)
{
    struct check *c = context;
    struct signer *signer = &c->signer[head->journal == JOURNAL_PEER][head->by_peer];
    struct attest_statement s = statement(c->file, head->journal, head->n, &head->digest);
    if (signer->broken)
        return; /* the first one is told */
    if (head->held && attest_verify(head->key, ATTEST_HEAD, &s, head->signature)) {
        signer->count++;
        signer->last_n = head->n;
        signer->key = key_fingerprint_of(head->key);
        return;
    }
    signer->broken = true;
    printf("DIFFERS: the journal of %s is not what %s signed: an entry from %llu to %llu was %s\n",
           owner_of(c->file, head->journal),
           owner_of(c->file, head->by_peer ? JOURNAL_PEER : JOURNAL_OWN),
           (unsigned long long)signer->last_n + 1, (unsigned long long)head->n,
           head->held ? "changed" : "taken away");
}

static bool report(const struct check *c)
{
    bool good = true;
    for (int journal = 0; journal < 2; journal++) {
        for (int by_peer = 0; by_peer < 2; by_peer++) {
            const struct signer *s = &c->signer[journal][by_peer];
            char key[FINGERPRINT_TEXT_SIZE];
            good = good && !s->broken;
            if (s->count == 0)
                continue;
            fingerprint_text(&s->key, key);
            printf("journal of %s: signed %llu times by %s, up to entry %llu, with the key\n  %s\n",
                   owner_of(c->file, journal ? JOURNAL_PEER : JOURNAL_OWN),
                   (unsigned long long)s->count,
                   owner_of(c->file, by_peer ? JOURNAL_PEER : JOURNAL_OWN),
                   (unsigned long long)s->last_n, key);
        }
    }
    return good;
}

int verify_database(const char *path)
{
    struct buffer text = {0};
    struct audit_file *file = NULL;
    bool good = audit_run(path, &text);
    printf("%.*s", (int)text.len, text.data != NULL ? text.data : "");
    buffer_release(&text);
    if (audit_open(path, &file) == STATUS_OK) {
        struct check c = {.file = file};
        good = audit_heads(file, check_head, &c) && good;
        good = report(&c) && good;
    } else {
        good = false;
    }
    audit_close(file);
    puts(good ? "all is as it should be; compare the keys with those on paper"
              : "NOT as it should be");
    return good ? EX_OK : EX_DATAERR;
}

/* --- receipts --- */

struct search {
    const struct attest_statement *statement;
    const uint8_t *signature;
    enum journal_owner journal;
    bool by_peer, found;
    uint8_t key[KEY_PUBLIC_BYTES];
};

/* Is it signed with a key by which its node signed heads? */
static void try_key(void *context, const struct ledger_head *head)
{
    struct search *s = context;
    if (s->found || head->journal != s->journal || head->by_peer != s->by_peer)
        return;
    s->found = attest_verify(head->key, ATTEST_RECEIPT, s->statement, s->signature);
    memcpy(s->key, head->key, sizeof s->key);
}

static int wrong(const char *why)
{
    printf("NOT genuine: %s\n", why);
    return EX_DATAERR;
}

static int say_genuine(const struct attest_statement *s, const struct entry *e,
                       const uint8_t key[KEY_PUBLIC_BYTES])
{
    char score[MARKING_TEXT_SIZE], max[MARKING_TEXT_SIZE], at[CLOCK_TEXT_SIZE];
    char text[FINGERPRINT_TEXT_SIZE];
    struct fingerprint fingerprint = key_fingerprint_of(key);
    fingerprint_text(&fingerprint, text);
    marking_text(e->finish.score, score);
    marking_text(e->finish.max, max);
    clock_text(e->at, at);
    printf("genuine: %s finished at %s with %s of %s points, %s (entry %llu of %s)\n"
           "signed with the key %s: compare it with the one on paper\n",
           e->id, s->node, score, max, at, (unsigned long long)s->n, s->node, text);
    return EX_OK;
}

static int check_receipt(struct audit_file *file, const char *receipt, const char *certificate)
{
    struct attest_statement s;
    uint8_t signature[KEY_SIGNATURE_BYTES];
    struct digest digest;
    struct entry entry;
    if (!attest_read_receipt(receipt, &s, signature))
        return wrong("this is not a receipt; is a part of it missing?");
    bool own = strcmp(s.node, audit_identity(file)->node) == 0;
    if (strcmp(s.cluster, audit_identity(file)->cluster) != 0 ||
        (!own && strcmp(s.node, audit_peer(file)) != 0))
        return wrong("it is of another pair of nodes than this database");
    struct search search = {.statement = &s,
                            .signature = signature,
                            .journal = own ? JOURNAL_OWN : JOURNAL_PEER,
                            .by_peer = !own};
    if (certificate != NULL) {
        if (!key_read_public(certificate, search.key)) {
            (void)fprintf(stderr, "sinodoctl: %s is not a node's certificate (node.crt)\n",
                          certificate);
            return EX_NOINPUT;
        }
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
    return say_genuine(&s, &entry, search.key);
}

int verify_receipt(const char *path, const char *receipt, const char *certificate)
{
    struct audit_file *file;
    if (audit_open(path, &file) != STATUS_OK) {
        (void)fprintf(stderr, "sinodoctl: %s is not a node's database\n", path);
        return EX_NOINPUT;
    }
    int result = check_receipt(file, receipt, certificate);
    audit_close(file);
    return result;
}
