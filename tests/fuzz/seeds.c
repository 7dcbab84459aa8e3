/* seeds.c - writes the fuzzers' first inputs of the binary formats: `seeds DIR CORPUS`. The encoders
 * that ship make them, so that they follow each change of a format. Each must decode, and so must
 * the files of the text formats in CORPUS; otherwise the program names the one that does not, and
 * ends with 1. */
#include "common/text.h"
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "server/bank/seal.h"
#include "server/core/message.h"
#include "server/evidence/attest.h"
#include "server/setup/config.h"
#include "server/setup/roster_file.h"
#include "tests/lib/entries.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_SIZE = 512, FILE_MOST = 20000 };

static const char *directory;

static void fail(const char *format, const char *name, const char *why)
{
    (void)fprintf(stderr, "seeds: %s/%s %s\n", format, name, why);
    exit(1);
}

static void write_seed(const char *format, const char *name, const void *data, size_t len)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s/%s", directory, format, name);
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(data, 1, len, file) == len;
    if (file == NULL || fclose(file) != 0 || !written)
        fail(format, name, "cannot be written");
}

/* --- entries --- */

static void write_entry(const char *name, const struct entry *entry)
{
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct entry back;
    size_t len = journal_encode(entry, bytes);
    if (!journal_decode(bytes, len, &back))
        fail("journal", name, "does not decode");
    write_seed("journal", name, bytes, len);
}

static void write_entries(void)
{
    for (int kind = ENTRY_CLAIM; kind <= ENTRY_LAST; kind++) {
        struct entry entry = entries_sample((enum entry_kind)kind);
        char name[32];
        (void)snprintf(name, sizeof name, "%s.entry", entry_kind_text(entry.kind));
        write_entry(name, &entry);
    }
}

/* --- messages --- */

static struct wire_word words[MESSAGE_WORDS];

/* The number of its words, which stay in the reader; 0 when it does not decode. */
static size_t decode_message(struct wire_reader *r, const struct buffer *b)
{
    struct message m;
    size_t count, room;
    const char *reason;
    char *space = wire_reader_space(r, &room);
    if (b->len > room)
        return 0;
    memcpy(space, b->data, b->len);
    wire_reader_filled(r, b->len);
    return wire_request(r, words, MESSAGE_WORDS, &count, &reason) == WIRE_READY &&
                   message_parse(words, count, &m)
               ? count
               : 0;
}

/* Empties the buffer. */
static void write_message(const char *name, struct buffer *b)
{
    struct wire_reader r;
    wire_reader_init(&r, MESSAGE_BYTES);
    if (decode_message(&r, b) == 0)
        fail("message", name, "does not decode");
    write_seed("message", name, b->data, b->len);
    wire_reader_release(&r);
    buffer_clear(b);
}

/* As one line: a mutation can lengthen a word there without changing a length. */
static void write_line(const char *name, const struct buffer *b)
{
    struct wire_reader r;
    struct buffer line = {0};
    wire_reader_init(&r, MESSAGE_BYTES);
    size_t count = decode_message(&r, b);
    for (size_t i = 0; i < count; i++) {
        buffer_append(&line, words[i].data, words[i].len);
        buffer_text(&line, i + 1 < count ? " " : "\r\n");
    }
    write_message(name, &line);
    wire_reader_release(&r);
    buffer_release(&line);
}

/* A digest of letters: the message can also be written as one line. */
static struct digest letters(char letter)
{
    struct digest digest;
    memset(digest.bytes, letter, sizeof digest.bytes);
    return digest;
}

static void write_hello(struct buffer *b)
{
    struct hello h = {.protocol = MESSAGE_PROTOCOL,
                      .cluster = "sinodo",
                      .node = "caracas",
                      .side = {.standing = STANDING_RESTORED, .own_n = 12, .held_n = 7},
                      .exam = letters('e'),
                      .agreement = {.rules = "id-letter=V", .roster = letters('r')},
                      .address = "[::1]:4321"};
    h.side.own = letters('o');
    h.side.held = letters('h');
    memset(h.instance.bytes, 'i', sizeof h.instance.bytes);
    message_put_hello(b, &h);
    write_line("hello-line.msg", b);
    write_message("hello.msg", b);
}

static void write_runs(struct buffer *b)
{
    static uint8_t bytes[2][ENTRY_MAX_BYTES];
    struct wire_word run[2];
    struct digest digest = letters('d');
    for (size_t i = 0; i < 2; i++) {
        struct entry entry = entries_sample(i == 0 ? ENTRY_CLAIM : ENTRY_ANSWER);
        run[i] = (struct wire_word){(char *)bytes[i], journal_encode(&entry, bytes[i])};
    }
    message_put_entries(b, MESSAGE_ENTRIES, 77, &digest, run, 1);
    write_message("entries-one.msg", b);
    message_put_entries(b, MESSAGE_ENTRIES, 77, &digest, run, 2);
    write_message("entries-two.msg", b);
    message_put_entries(b, MESSAGE_TAIL, 3, &digest, run, 2);
    write_message("tail.msg", b);
}

static void write_contests(struct buffer *b)
{
    struct message_contest c = {.senders = true, .contest = {.agreed_n = 3, .differs_n = 22}};
    for (size_t i = 0; i < CONTEST_POINTS; i++)
        c.digests[i] = letters((char)('a' + i));
    message_put_contest(b, &c);
    write_message("contest-mine.msg", b);
    c.senders = false;
    c.contest.differs_n = 4;
    message_put_contest(b, &c);
    write_message("contest-yours-found.msg", b);
}

static void write_messages(void)
{
    struct buffer b = {0};
    struct message_signed head = {.n = 78, .digest = letters('d'), .key = "k", .signature = "s"};
    const struct message_receipt receipt = {12345678901234, 567};
    const struct nonce nonce = {{7, 0, 9}};
    write_hello(&b);
    write_runs(&b);
    write_contests(&b);
    message_put_signed(&b, MESSAGE_HEAD, &head);
    write_message("head.msg", &b);
    message_put_signed(&b, MESSAGE_COUNTER, &head);
    write_message("counter.msg", &b);
    message_put_ack(&b, 9, &receipt);
    write_message("ack.msg", &b);
    message_put_beat(&b, &receipt, 1500);
    write_message("beat.msg", &b);
    const struct message_terminal terminals[] = {{"V12345678", {PRESENCE_SILENT, 12000}},
                                                 {"PAS-AB012345", {PRESENCE_HERE, -1}},
                                                 {"V3", {PRESENCE_ABSENT, -1}}};
    message_put_terminals(&b, terminals, 3, 7);
    write_message("terminals.msg", &b);
    message_put_nonce(&b, MESSAGE_CHALLENGE, &nonce);
    write_message("challenge.msg", &b);
    message_put_nonce(&b, MESSAGE_PRESENT, &nonce);
    write_message("present.msg", &b);
    message_put_wait(&b);
    write_message("wait.msg", &b);
    message_put_refuse(&b, "another exam");
    write_message("refuse.msg", &b);
    message_put_retire(&b, "another instance");
    write_message("retire.msg", &b);
    buffer_release(&b);
}

/* --- sealed banks, and receipts --- */

static void write_sealed(const char *name, enum bank_format format, const char *text,
                         uint8_t log2_n)
{
    const struct passphrase passphrase = {"correct horse", 13};
    struct seal_header header;
    struct buffer sealed = {0};
    if (seal_make(format, text, strlen(text), &passphrase, 1, &sealed) != SEAL_OK)
        fail("seal", name, "cannot be sealed");
    sealed.data[SEAL_MAGIC_BYTES + 1] = (char)log2_n; /* 1: as it was sealed */
    if (seal_read_header(sealed.data, sealed.len, &header) != SEAL_OK || header.log2_n != log2_n)
        fail("seal", name, "does not decode");
    write_seed("seal", name, sealed.data, sealed.len);
    buffer_release(&sealed);
}

static void write_receipt(const struct key *key, const char *name, uint64_t n)
{
    struct attest_statement s = {.cluster = "sinodo", .node = "caracas", .n = n}, back;
    char text[ATTEST_RECEIPT_SIZE];
    uint8_t signature[KEY_SIGNATURE_BYTES];
    s.digest = letters('d');
    if (!attest_receipt(key, &s, text) || !attest_read_receipt(text, &back, signature))
        fail("receipt", name, "does not decode");
    write_seed("receipt", name, text, strlen(text));
}

static void write_receipts(void)
{
    char error[KEY_ERROR_SIZE];
    struct key *key;
    if (key_open(directory, &key, error) != STATUS_OK)
        fail("receipt", "key", error);
    write_receipt(key, "first.receipt", 1);
    write_receipt(key, "eighteen-digits.receipt", 999999999999999999);
    key_close(key);
}

/* --- texts --- */

static bool bank_decodes(enum bank_format format, const char *text, size_t len)
{
    struct exam exam = {0};
    struct buffer errors = {0}, warnings = {0};
    bool decodes = bank_parse(format, "bank", text, len, &exam, &errors, &warnings) == STATUS_OK;
    bank_free(&exam);
    buffer_release(&errors);
    buffer_release(&warnings);
    return decodes;
}

static bool gift_decodes(const char *text, size_t len)
{
    return bank_decodes(BANK_GIFT, text, len);
}

static bool aiken_decodes(const char *text, size_t len)
{
    return bank_decodes(BANK_AIKEN, text, len);
}

static bool config_decodes(const char *text, size_t len)
{
    static struct config config;
    char error[CONFIG_ERROR_SIZE];
    memset(&config, 0, sizeof config);
    return config_parse("file", text, len, &config, error);
}

static bool ident_decodes(const char *text, size_t len)
{
    const struct ident_rules rules = {.formats = (1U << IDENT_FORMATS) - 1 - (1U << IDENT_NUMBER),
                                      .letter = 'V'};
    char id[IDENT_SIZE];
    return ident_take(text, len, &rules, id) == IDENT_GOOD;
}

static bool roster_decodes(const char *text, size_t len)
{
    const struct roster_rules rules = {
        .ids = {.formats = 1U << IDENT_CEDULA | 1U << IDENT_PASSPORT, .letter = 'V'}, .others = 2};
    struct roster *roster = NULL;
    struct buffer clean = {0}, said = {0};
    bool decodes =
        text_take("roster", text, len, &clean, &said) == STATUS_OK &&
        roster_parse("roster", clean.data, clean.len, &rules, &roster, &said) == STATUS_OK;
    roster_close(roster);
    buffer_release(&clean);
    buffer_release(&said);
    return decodes;
}

static bool plan_decodes(const char *text, size_t len)
{
    static const char bank[] = /* as in target_plan.c */
        "$CATEGORY: A\n\na {=x ~y}\n\nb {T}\n\n$CATEGORY: B/C\n\nc {#1}\n\nd {}\n\n"
        "$CATEGORY: B/D\n\nText.\n\ne {T}\n\nf {}\n";
    struct exam exam = {0};
    struct buffer errors = {0}, warnings = {0};
    bool decodes =
        bank_parse(BANK_GIFT, "bank", bank, strlen(bank), &exam, &errors, &warnings) == STATUS_OK &&
        plan_parse("plan", text, len, &exam, &errors) == STATUS_OK;
    bank_free(&exam);
    buffer_release(&errors);
    buffer_release(&warnings);
    return decodes;
}

static void check_file(const char *format, const char *folder, const char *name,
                       bool (*decodes)(const char *, size_t))
{
    static char text[FILE_MOST];
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    size_t len = file != NULL ? fread(text, 1, sizeof text, file) : 0;
    if (file == NULL || fclose(file) != 0 || !decodes(text, len))
        fail(format, name, "does not decode");
}

static void check_texts(const char *corpus)
{
    static const struct {
        const char *format;
        bool (*decodes)(const char *, size_t);
    } formats[] = {{"gift", gift_decodes},   {"aiken", aiken_decodes},   {"config", config_decodes},
                   {"ident", ident_decodes}, {"roster", roster_decodes}, {"plan", plan_decodes}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char folder[PATH_SIZE];
        (void)snprintf(folder, sizeof folder, "%s/%s", corpus, formats[i].format);
        DIR *dir = opendir(folder);
        if (dir == NULL)
            fail(formats[i].format, "", "cannot be read");
        for (struct dirent *e; (e = readdir(dir)) != NULL;)
            if (e->d_name[0] != '.')
                check_file(formats[i].format, folder, e->d_name, formats[i].decodes);
        (void)closedir(dir);
    }
}

int main(int argc, char **argv)
{
    static const char *const formats[] = {"journal", "message", "seal", "receipt"};
    char folder[PATH_SIZE];
    if (argc != 3)
        return 2;
    directory = argv[1];
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        (void)snprintf(folder, sizeof folder, "%s/%s", directory, formats[i]);
        (void)mkdir(folder, 0777);
    }
    write_entries();
    write_messages();
    write_sealed("gift.sealed", BANK_GIFT, "::a:: Text {=right ~wrong}\n", 1);
    write_sealed("aiken.sealed", BANK_AIKEN, "What?\nA. one\nB. two\nANSWER: B\n", 1);
    write_sealed("usual-cost.sealed", BANK_GIFT, "", SEAL_LOG2_N);
    write_receipts();
    check_texts(argv[2]);
    return 0;
}
