#include "server/evidence/pem.h"

#include <errno.h>
#include <openssl/pem.h>

bool pem_put(struct buffer *out, struct x509_st *certificate)
{
    char *data;
    BIO *text = BIO_new(BIO_s_mem());
    bool made = text != NULL && PEM_write_bio_X509(text, certificate) == 1;
    long len = made ? BIO_get_mem_data(text, &data) : 0;
    if (len > 0)
        buffer_append(out, data, (size_t)len);
    BIO_free(text);
    errno = ENOMEM;
    return len > 0 && !out->failed;
}
