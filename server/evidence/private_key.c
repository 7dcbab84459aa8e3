#include "server/evidence/private_key.h"

#include "common/file.h"
#include "common/wipe.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A key is no secret when its file belongs to another user, or when others may read it. */
static enum status check_private(FILE *file, const char *path, char error[KEY_ERROR_SIZE])
{
    struct stat st;
    if (fstat(fileno(file), &st) != 0)
        return STATUS_IO;
    if (st.st_uid != geteuid() && st.st_uid != 0)
        (void)snprintf(
            error, KEY_ERROR_SIZE,
            "%.300s belongs to another user: run this as the user of the node, or chown it", path);
    else if ((st.st_mode & 077) != 0)
        (void)snprintf(
            error, KEY_ERROR_SIZE,
            "others may read %.300s: chmod 600 it, and if they have read it make a new key", path);
    else
        return STATUS_OK;
    return STATUS_INVALID;
}

enum status private_key_read(const char *path, struct evp_pkey_st **out, char error[KEY_ERROR_SIZE])
{
    char read_ahead[BUFSIZ]; /* gets the key; wiped below */
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return STATUS_IO;
    (void)setvbuf(file, read_ahead, _IOFBF, sizeof read_ahead);
    enum status status = check_private(file, path, error);
    EVP_PKEY *key = status == STATUS_OK ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
    int saved = errno;
    if (status == STATUS_OK && ferror(file) != 0)
        status = STATUS_IO;
    (void)fclose(file);
    wipe(read_ahead, sizeof read_ahead);
    errno = saved;
    if (status == STATUS_OK)
        *out = key;
    else
        EVP_PKEY_free(key);
    return status;
}

bool private_key_write(const char *dir, const char *name, struct evp_pkey_st *key)
{
    char *data;
    BIO *text = BIO_new(BIO_s_secmem());
    errno = ENOMEM;
    bool made = text != NULL && PEM_write_bio_PrivateKey(text, key, NULL, NULL, 0, NULL, NULL) == 1;
    long len = made ? BIO_get_mem_data(text, &data) : 0;
    made = len > 0 && file_put_new(dir, name, data, (size_t)len) == STATUS_OK;
    int saved = errno;
    BIO_free(text);
    errno = saved;
    return made;
}
