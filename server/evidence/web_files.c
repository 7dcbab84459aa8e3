#include "server/evidence/web_files.h"

#include "common/file.h"
#include "server/evidence/pem.h"
#include "server/evidence/web_cert.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AUTHORITY_KEY "room-ca.key"
#define SERVER_KEY "web.key"

/* How an operator begins anew. */
#define MOVE_AWAY "move room-ca.crt, room-ca.key, web.crt and web.key away, run this again"

enum { PATH_SIZE = 1100 };

struct making {
    const char *dir;
    struct wall now;
    char *error; /* KEY_ERROR_SIZE */
    EVP_PKEY *authority_key, *server_key;
    X509 *authority, *server;
    struct web_names permitted, names;
};

static enum status explain(char error[KEY_ERROR_SIZE], enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum status explain(char error[KEY_ERROR_SIZE], enum status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error, KEY_ERROR_SIZE, format, args);
    va_end(args);
    return status;
}

static void join(const struct making *m, const char *name, char path[PATH_SIZE])
{
    (void)snprintf(path, PATH_SIZE, "%.1000s/%s", m->dir, name);
}

/* --- files --- */

enum status web_files_read(const char *path, struct x509_st **out, char error[KEY_ERROR_SIZE])
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        int saved = errno;
        (void)explain(error, STATUS_IO, "cannot read %.300s: %s", path, strerror(saved));
        errno = saved;
        return STATUS_IO;
    }
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    (void)fclose(file);
    if (certificate == NULL)
        return explain(error, STATUS_INVALID, "%.300s is not a certificate", path);
    *out = certificate;
    return STATUS_OK;
}

static enum status put_certificate(struct making *m, const char *name, X509 *certificate,
                                   enum status (*how)(const char *, const char *, const char *,
                                                      size_t))
{
    struct buffer text = {0};
    bool made = pem_put(&text, certificate) && how(m->dir, name, text.data, text.len) == STATUS_OK;
    int saved = errno;
    buffer_release(&text);
    return made ? STATUS_OK
                : explain(m->error, STATUS_IO, "cannot write %.300s/%s: %s", m->dir, name,
                          strerror(saved));
}

/* Reads a key, or makes it where it is missing and may be made. */
static enum status take_key(struct making *m, const char *name, bool may_make, EVP_PKEY **out)
{
    char path[PATH_SIZE];
    join(m, name, path);
    enum status status = private_key_read(path, out, m->error);
    if (status == STATUS_IO && errno == ENOENT && may_make) {
        *out = web_key_make();
        errno = ENOMEM;
        status = *out != NULL && private_key_write(m->dir, name, *out) ? STATUS_OK : STATUS_IO;
    }
    if (status == STATUS_IO)
        return explain(m->error, STATUS_IO, "cannot use the key %.300s: %s", path, strerror(errno));
    if (status == STATUS_OK && !web_key_fits(*out))
        return explain(m->error, STATUS_INVALID,
                       "%.300s is no ECDSA key on P-256: move it away, or put the right one back",
                       path);
    return status;
}

/* --- the authority --- */

static enum status make_authority(struct making *m, struct web_made *out)
{
    if (m->names.count == 0)
        return explain(m->error, STATUS_INVALID,
                       "there is no " WEB_AUTHORITY_FILE " in %.300s yet: give the names and "
                       "addresses of the node, as browsers will have them",
                       m->dir);
    enum status status = take_key(m, AUTHORITY_KEY, true, &m->authority_key);
    if (status != STATUS_OK)
        return status;
    m->authority = web_authority_make(m->authority_key, &m->names, m->now);
    if (m->authority == NULL)
        return explain(m->error, STATUS_NOMEM, "the authority cannot be made: out of memory");
    m->permitted = m->names;
    out->new_authority = true;
    return put_certificate(m, WEB_AUTHORITY_FILE, m->authority, file_put_new);
}

/* Is the authority that was found usable for these names? */
static enum status check_authority(struct making *m)
{
    struct wall until;
    if (X509_check_private_key(m->authority, m->authority_key) != 1 ||
        !web_authority_names(m->authority, &m->permitted) || !web_cert_until(m->authority, &until))
        return explain(m->error, STATUS_INVALID,
                       "%.200s/" WEB_AUTHORITY_FILE " is no authority of " AUTHORITY_KEY
                       " beside it: put the right one back, or " MOVE_AWAY
                       ", and give the new authority to every computer",
                       m->dir);
    if (until.ms <= m->now.ms)
        return explain(m->error, STATUS_INVALID,
                       "the authority has ended: " MOVE_AWAY
                       ", and give the new authority to every computer");
    if (m->names.count == 0)
        m->names = m->permitted;
    const struct web_name *missing = web_names_missing(&m->names, &m->permitted);
    return missing == NULL ? STATUS_OK
                           : explain(m->error, STATUS_INVALID,
                                     "the authority does not permit %s. For other names " MOVE_AWAY
                                     ", and give the new authority to every computer",
                                     missing->text);
}

static enum status take_authority(struct making *m, struct web_made *out)
{
    char path[PATH_SIZE];
    join(m, WEB_AUTHORITY_FILE, path);
    enum status status = web_files_read(path, &m->authority, m->error);
    if (status == STATUS_IO && errno == ENOENT)
        return make_authority(m, out);
    if (status == STATUS_OK)
        status = take_key(m, AUTHORITY_KEY, false, &m->authority_key);
    return status == STATUS_OK ? check_authority(m) : status;
}

/* --- the server --- */

static enum status make_server(struct making *m)
{
    enum status status = take_key(m, SERVER_KEY, true, &m->server_key);
    if (status != STATUS_OK)
        return status;
    m->server = web_server_make(m->server_key, &m->names, m->authority, m->authority_key, m->now);
    if (m->server == NULL)
        return explain(m->error, STATUS_NOMEM, "the certificate cannot be made: out of memory");
    return put_certificate(m, WEB_SERVER_FILE, m->server, file_put);
}

static enum status sign(struct making *m, const struct key *key, struct web_made *out)
{
    struct buffer text = {0};
    out->sig.names = m->names;
    enum status status = STATUS_NOMEM;
    if (web_cert_fingerprint(m->authority, &out->sig.authority) &&
        web_cert_fingerprint(m->server, &out->sig.certificate) &&
        web_cert_until(m->authority, &out->authority_until) &&
        web_cert_until(m->server, &out->until) && web_sig_sign(&out->sig, key)) {
        web_sig_write(&out->sig, &text);
        errno = ENOMEM;
        status = text.failed ? STATUS_NOMEM : file_put(m->dir, WEB_SIG_FILE, text.data, text.len);
    }
    if (status != STATUS_OK)
        (void)explain(m->error, status, "cannot write %.300s/" WEB_SIG_FILE ": %s", m->dir,
                      strerror(errno));
    buffer_release(&text);
    return status;
}

enum status web_files_make(const char *dir, const struct web_names *names, struct wall now,
                           const struct key *key, struct web_made *out, char error[KEY_ERROR_SIZE])
{
    struct making m = {.dir = dir, .now = now, .error = error};
    struct web_made made = {.new_authority = false};
    if (names != NULL)
        m.names = *names;
    enum status status = take_authority(&m, &made);
    if (status == STATUS_OK)
        status = make_server(&m);
    if (status == STATUS_OK)
        status = sign(&m, key, &made);
    if (status == STATUS_OK)
        *out = made;
    X509_free(m.server);
    X509_free(m.authority);
    EVP_PKEY_free(m.server_key);
    EVP_PKEY_free(m.authority_key);
    return status;
}
