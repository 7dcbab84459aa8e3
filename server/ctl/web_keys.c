#include "server/ctl/web_keys.h"

#include "common/clock.h"
#include "common/file.h"
#include "common/moment.h"
#include "common/printable.h"
#include "server/ctl/checking.h"
#include "server/ctl/owner.h"
#include "server/evidence/web_cert.h"
#include "server/evidence/web_files.h"

#include <limits.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* --- keygen --web --- */

static void show_certificate(const char *label, const struct digest *digest, struct wall until)
{
    char text[DIGEST_TEXT_SIZE], moment[MOMENT_TEXT_SIZE];
    digest_text(digest, text);
    moment_text(until, moment);
    printf("%-15s %s\n%-15s until %s\n", label, text, "", moment);
}

static void show_made(const char *dir, const struct web_made *made)
{
    char names[WEB_NAMES_TEXT_SIZE], text[FINGERPRINT_TEXT_SIZE];
    struct fingerprint key = key_fingerprint_of(made->sig.key);
    web_names_text(&made->sig.names, names);
    fingerprint_text(&key, text);
    printf("%-15s %s\n", "names", names);
    show_certificate("authority", &made->sig.authority, made->authority_until);
    show_certificate("certificate", &made->sig.certificate, made->until);
    printf("%-15s %s\n", "signed by", text);
    if (made->new_authority)
        (void)fprintf(stderr,
                      "The authority is new: each computer of the room must trust %s/%s. "
                      "%s proves it to whoever has the fingerprint that signs.\n",
                      dir, WEB_AUTHORITY_FILE, WEB_SIG_FILE);
    else
        (void)fputs("The authority is as before: nothing changes at the computers of the room. "
                    "The node takes the new certificate at its next start.\n",
                    stderr);
}

int web_keys_make(const char *dir, const char *text)
{
    char error[KEY_ERROR_SIZE], why[WEB_NAMES_WHY_SIZE];
    struct web_names names;
    struct web_made made;
    struct key *key;
    if (text != NULL && !web_names_parse(text, &names, why)) {
        printable_line(stderr, "sinodoctl: %s", why);
        return EX_USAGE;
    }
    const char *inside = owner_enter(dir);
    enum status status = key_open(inside, &key, error);
    if (status == STATUS_OK) {
        status =
            web_files_make(inside, text != NULL ? &names : NULL, clock_wall(), key, &made, error);
        key_close(key);
    }
    if (status == STATUS_OK) {
        show_made(dir, &made);
        return EX_OK;
    }
    printable_line(stderr, "sinodoctl: %s", error);
    return status == STATUS_INVALID ? EX_DATAERR : EX_IOERR;
}

/* --- verify-web --- */

struct check {
    const char *path; /* of the .sig */
    struct web_sig sig;
    bool wrong;
};

static void say_wrong(struct check *c, const char *what)
{
    c->wrong = true;
    printable_line(stdout, "DIFFERS: %s", what);
}

static int read_sig(struct check *c)
{
    struct buffer text = {0}, errors = {0};
    enum status status = file_read(c->path, WEB_SIG_BYTES, &text, &errors);
    int result = EX_OK;
    if (status == STATUS_IO || status == STATUS_NOMEM) {
        printable_write(stderr, errors.data, errors.len, PRINTABLE_TEXT);
        result = EX_NOINPUT;
    } else if (status != STATUS_OK || !web_sig_read(text.data, text.len, &c->sig)) {
        printable_line(stdout, "NOT as it should be: %s is not as 'sinodoctl' writes it", c->path);
        result = EX_DATAERR;
    }
    buffer_release(&text);
    buffer_release(&errors);
    return result;
}

/* Whose key is it? given NULL: the fingerprint on paper must say. */
static void check_signature(struct check *c, const uint8_t *given)
{
    char text[FINGERPRINT_TEXT_SIZE];
    struct fingerprint fingerprint = key_fingerprint_of(c->sig.key);
    fingerprint_text(&fingerprint, text);
    if (!web_sig_good(&c->sig))
        say_wrong(c, "the signature does not fit what the .sig says");
    else if (given == NULL)
        puts("it is signed; whose key that is, the certificate of the node or paper must say");
    else if (memcmp(given, c->sig.key, KEY_PUBLIC_BYTES) == 0)
        puts("it is signed with the key that was given");
    else
        say_wrong(c, "it is signed with another key than the one that was given");
    printf("the key is %s: compare it with the one on paper\n", text);
}

/* Is the certificate beside the .sig the one that it names? That of the server may be missing: a computer
 * of the room gets the authority alone. */
static void check_certificate(struct check *c, const char *name, const struct digest *named)
{
    char dir[PATH_MAX], path[PATH_MAX + 16], error[KEY_ERROR_SIZE], text[DIGEST_TEXT_SIZE];
    bool authority = strcmp(name, WEB_AUTHORITY_FILE) == 0;
    struct digest found;
    X509 *certificate = NULL;
    digest_text(named, text);
    (void)file_split(c->path, dir, sizeof dir);
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    if (!authority && access(path, F_OK) != 0)
        printable_line(stdout, "%s is not beside it; it has the SHA-256 %s", name, text);
    else if (web_files_read(path, &certificate, error) != STATUS_OK)
        say_wrong(c, error);
    else if (web_cert_fingerprint(certificate, &found) && digest_equal(&found, named))
        printable_line(stdout, "%s is the one that it names: SHA-256 %s", name, text);
    else
        say_wrong(c, authority ? WEB_AUTHORITY_FILE " is not the one that it names: do not trust it"
                               : WEB_SERVER_FILE " is not the one that it names");
    X509_free(certificate);
}

int web_keys_verify(struct call *call, int count, char **words)
{
    struct check c = {.path = words[1]};
    char names[WEB_NAMES_TEXT_SIZE];
    uint8_t key[KEY_PUBLIC_BYTES];
    (void)call;
    if (count == 3 && !key_read_public(words[2], key)) {
        printable_line(stderr, "sinodoctl: %s is not a node's certificate (node.crt)", words[2]);
        return EX_USAGE;
    }
    int result = read_sig(&c);
    if (result != EX_OK)
        return result;
    web_names_text(&c.sig.names, names);
    printable_line(stdout, "%s: the web server of %s", c.path, names);
    check_signature(&c, count == 3 ? key : NULL);
    check_certificate(&c, WEB_AUTHORITY_FILE, &c.sig.authority);
    check_certificate(&c, WEB_SERVER_FILE, &c.sig.certificate);
    puts(c.wrong      ? "NOT as it should be"
         : count == 3 ? "all is as it should be"
                      : "they fit each other: whoever has the key made them");
    return c.wrong ? EX_DATAERR : EX_OK;
}
