#include "server/ctl/kiosk.h"

#include "common/base32.h"
#include "common/file.h"
#include "common/printable.h"
#include "common/wipe.h"
#include "server/ctl/kiosk_browsers.h"
#include "server/ctl/kiosk_seb.h"
#include "server/ctl/kiosk_session.h"
#include "server/evidence/pem.h"
#include "server/evidence/web_cert.h"
#include "server/evidence/web_files.h"
#include "server/setup/secret.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum kiosk_file {
    KIOSK_README,
    KIOSK_AUTHORITY,
    KIOSK_CHROMIUM,
    KIOSK_FIREFOX,
    KIOSK_SEB,
    KIOSK_CONFIG_KEY,
    KIOSK_SCRIPT,
    KIOSK_DESKTOP,
    KIOSK_FILES
};

static const char *const names[KIOSK_FILES] = {
    [KIOSK_README] = "README.txt",
    [KIOSK_AUTHORITY] = WEB_AUTHORITY_FILE,
    [KIOSK_CHROMIUM] = "chromium-policies.json",
    [KIOSK_FIREFOX] = "firefox-policies.json",
    [KIOSK_SEB] = "exam.seb",
    [KIOSK_CONFIG_KEY] = "seb-config-key.txt",
    [KIOSK_SCRIPT] = "sinodo-exam.sh",
    [KIOSK_DESKTOP] = "sinodo-exam.desktop",
};

enum { QUIT_CODE_SIZE = SECRET_SHOWN_SIZE };

struct kiosk {
    struct kiosk_page page;
    X509 *authority; /* NULL: the browsers trust the page's authority already */
    char quit_code[QUIT_CODE_SIZE];
    struct digest config_key;
    struct buffer file[KIOSK_FILES]; /* an empty one is not written */
};

/* --- the authority --- */

static int take_authority(const char *data, struct kiosk *k)
{
    char path[PATH_MAX], error[KEY_ERROR_SIZE];
    struct web_names permitted;
    (void)snprintf(path, sizeof path, "%s/" WEB_AUTHORITY_FILE, data);
    if (web_files_read(path, &k->authority, error) != STATUS_OK) {
        printable_line(stderr,
                       "sinodoctl: %s. keygen --web makes it; where the computers trust the page's "
                       "authority already leave --data out",
                       error);
        return EX_NOINPUT;
    }
    if (!web_authority_names(k->authority, &permitted) ||
        web_names_missing(&k->page.name, &permitted) != NULL) {
        printable_line(stderr, "sinodoctl: the authority in %s is not for %s", path,
                       k->page.name.name[0].text);
        return EX_DATAERR;
    }
    return EX_OK;
}

/* The certificate in base64, for policies, and as a file. False: out of memory. */
static bool encode_authority(struct kiosk *k, struct buffer *base64)
{
    unsigned char *der = NULL;
    int len = i2d_X509(k->authority, &der);
    char *room = len > 0 ? buffer_reserve(base64, (size_t)len * 2) : NULL;
    if (room != NULL)
        base64->len += (size_t)EVP_EncodeBlock((unsigned char *)room, der, len) + 1;
    OPENSSL_free(der);
    return room != NULL && pem_put(&k->file[KIOSK_AUTHORITY], k->authority);
}

/* --- the texts --- */

static bool make_quit_code(char out[QUIT_CODE_SIZE])
{
    char code[SECRET_CHARS + 1];
    bool made = secret_make(code) == STATUS_OK;
    if (made)
        base32_group(code, SECRET_CHARS, out);
    wipe(code, sizeof code);
    return made;
}

static bool make_texts(struct kiosk *k)
{
    char config_key[DIGEST_TEXT_SIZE];
    struct buffer base64 = {0}, json = {0};
    bool good = k->authority == NULL || encode_authority(k, &base64);
    const char *authority = k->authority != NULL ? base64.data : NULL;
    good = good && make_quit_code(k->quit_code) &&
           kiosk_seb(&k->page, k->quit_code, authority, &k->file[KIOSK_SEB], &json, &k->config_key);
    if (good) {
        kiosk_chromium(&k->page, authority, &k->file[KIOSK_CHROMIUM]);
        kiosk_firefox(&k->page, authority != NULL, &k->file[KIOSK_FIREFOX]);
        kiosk_script(&k->page, &k->file[KIOSK_SCRIPT]);
        kiosk_desktop(&k->file[KIOSK_DESKTOP]);
        kiosk_readme(&k->page, &k->file[KIOSK_README]);
        digest_text(&k->config_key, config_key);
        buffer_printf(&k->file[KIOSK_CONFIG_KEY], "%s\n", config_key);
    }
    for (size_t i = 0; i < KIOSK_FILES; i++)
        good &= !k->file[i].failed;
    buffer_release(&base64);
    buffer_release(&json);
    return good;
}

/* --- the folder --- */

static void remove_partial(const char *dir)
{
    char path[PATH_MAX + 32];
    int saved = errno;
    for (size_t i = 0; i < KIOSK_FILES; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(dir);
    errno = saved;
}

/* Under another name first: it is there whole or not at all. */
static bool write_folder(const struct kiosk *k, const char *dir)
{
    char partial[PATH_MAX];
    struct stat st;
    errno = ENAMETOOLONG;
    if (snprintf(partial, sizeof partial, "%s.XXXXXX", dir) >= (int)sizeof partial)
        return false;
    if (lstat(dir, &st) == 0) {
        errno = EEXIST;
        return false;
    }
    if (mkdtemp(partial) == NULL)
        return false;
    bool good = true;
    for (size_t i = 0; good && i < KIOSK_FILES; i++)
        good = k->file[i].len == 0 ||
               file_put_new(partial, names[i], k->file[i].data, k->file[i].len) == STATUS_OK;
    good = good && rename(partial, dir) == 0 && file_sync_parent(dir);
    if (!good)
        remove_partial(partial);
    return good;
}

static void show(const struct kiosk *k, const char *dir)
{
    char config_key[DIGEST_TEXT_SIZE];
    digest_text(&k->config_key, config_key);
    printf("page         %s\nquit code    %s\nconfig key   %s\n", k->page.address, k->quit_code,
           config_key);
    printable_line(
        stderr,
        "%s/%s says where each file goes. The quit code ends Safe Exam Browser: write it "
        "down for the staff, no file has it. The config key is for sinodod --seb require "
        "--seb-config-key.",
        dir, names[KIOSK_README]);
}

static int make(struct kiosk *k, const char *dir)
{
    if (!make_texts(k)) {
        (void)fputs("sinodoctl: out of memory, or no random bytes\n", stderr);
        return EX_OSERR;
    }
    size_t len = strlen(dir);
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%.*s", (int)(len > 1 && dir[len - 1] == '/' ? len - 1 : len),
                   dir);
    if (write_folder(k, path)) {
        show(k, path);
        return EX_OK;
    }
    printable_line(stderr, "sinodoctl: %s cannot be made: %s%s", path, strerror(errno),
                   errno == EEXIST ? "; give another name" : "");
    return EX_CANTCREAT;
}

int kiosk_run(struct call *call, int count, char **words)
{
    static struct kiosk k;
    char why[WEB_NAMES_WHY_SIZE];
    (void)count;
    if (!kiosk_page_parse(words[2], &k.page, why)) {
        printable_line(stderr, "sinodoctl: %s", why);
        return EX_USAGE;
    }
    int result = call->data != NULL ? take_authority(call->data, &k) : EX_OK;
    if (result == EX_OK)
        result = make(&k, words[1]);
    for (size_t i = 0; i < KIOSK_FILES; i++)
        buffer_release(&k.file[i]);
    X509_free(k.authority);
    wipe(k.quit_code, sizeof k.quit_code);
    return result;
}
