#include "server/evidence/web_cert.h"

#include "common/hex.h"
#include "common/random.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define AUTHORITY_NAME "Sinodo room authority"

/* No DNS name: what still looks into the subject for one must find none. */
#define SERVER_NAME "Sinodo node"

enum { DAY_S = 24 * 60 * 60, SERIAL_BYTES = 16, SUBJECT_SIZE = 64 };

/* --- keys --- */

struct evp_pkey_st *web_key_make(void)
{
    return EVP_EC_gen("P-256");
}

bool web_key_fits(const struct evp_pkey_st *key)
{
    char group[32];
    size_t len;
    return key != NULL && EVP_PKEY_is_a(key, "EC") &&
           EVP_PKEY_get_group_name(key, group, sizeof group, &len) == 1 &&
           strcmp(group, "prime256v1") == 0;
}

/* --- names as X.509 has them --- */

static GENERAL_NAME *general_name(int type, const void *data, size_t len)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_STRING *value = type == GEN_DNS ? ASN1_IA5STRING_new() : ASN1_OCTET_STRING_new();
    if (name != NULL && value != NULL && ASN1_STRING_set(value, data, (int)len) == 1) {
        GENERAL_NAME_set0_value(name, type, value);
        return name;
    }
    GENERAL_NAME_free(name);
    ASN1_STRING_free(value);
    return NULL;
}

/* Takes the name, which may be NULL. */
static bool add_subtree(STACK_OF(GENERAL_SUBTREE) * *list, GENERAL_NAME *name)
{
    GENERAL_SUBTREE *tree = GENERAL_SUBTREE_new();
    if (*list == NULL)
        *list = sk_GENERAL_SUBTREE_new_null();
    if (tree == NULL || *list == NULL || name == NULL || sk_GENERAL_SUBTREE_push(*list, tree) < 1) {
        GENERAL_SUBTREE_free(tree);
        GENERAL_NAME_free(name);
        return false;
    }
    GENERAL_NAME_free(tree->base);
    tree->base = name;
    return true;
}

/* In constraints an address is followed by its mask. */
static bool permit(NAME_CONSTRAINTS *constraints, const struct web_name *name)
{
    uint8_t masked[2 * WEB_ADDRESS_BYTES];
    size_t len = name->address_bytes;
    if (len == 0)
        return add_subtree(&constraints->permittedSubtrees,
                           general_name(GEN_DNS, name->text, strlen(name->text)));
    memcpy(masked, name->address, len);
    memset(masked + len, 0xff, len);
    return add_subtree(&constraints->permittedSubtrees, general_name(GEN_IPADD, masked, 2 * len));
}

/* Of a kind of name that no constraint mentions everything would be permitted. */
static bool exclude_other_kinds(NAME_CONSTRAINTS *constraints, const struct web_names *names)
{
    static const uint8_t everywhere[2 * WEB_ADDRESS_BYTES] = {0};
    size_t addresses = 0;
    for (size_t i = 0; i < names->count; i++)
        addresses += names->name[i].address_bytes > 0;
    if (addresses == names->count)
        return add_subtree(&constraints->excludedSubtrees, general_name(GEN_DNS, "", 0));
    return addresses > 0 ||
           (add_subtree(&constraints->excludedSubtrees, general_name(GEN_IPADD, everywhere, 8)) &&
            add_subtree(&constraints->excludedSubtrees,
                        general_name(GEN_IPADD, everywhere, sizeof everywhere)));
}

static bool add_constraints(X509 *c, const struct web_names *names)
{
    NAME_CONSTRAINTS *constraints = NAME_CONSTRAINTS_new();
    bool good = constraints != NULL;
    for (size_t i = 0; good && i < names->count; i++)
        good = permit(constraints, &names->name[i]);
    good = good && exclude_other_kinds(constraints, names) &&
           X509_add1_ext_i2d(c, NID_name_constraints, constraints, 1, X509V3_ADD_DEFAULT) == 1;
    NAME_CONSTRAINTS_free(constraints);
    return good;
}

static bool add_alternative_names(X509 *c, const struct web_names *names)
{
    GENERAL_NAMES *list = GENERAL_NAMES_new();
    bool good = list != NULL;
    for (size_t i = 0; good && i < names->count; i++) {
        const struct web_name *n = &names->name[i];
        GENERAL_NAME *name = n->address_bytes > 0
                                 ? general_name(GEN_IPADD, n->address, n->address_bytes)
                                 : general_name(GEN_DNS, n->text, strlen(n->text));
        good = name != NULL && sk_GENERAL_NAME_push(list, name) > 0;
        if (!good)
            GENERAL_NAME_free(name);
    }
    good = good && X509_add1_ext_i2d(c, NID_subject_alt_name, list, 0, X509V3_ADD_DEFAULT) == 1;
    GENERAL_NAMES_free(list);
    return good;
}

/* --- certificates --- */

static bool add_text(X509 *c, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, c, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
    bool added = extension != NULL && X509_add_ext(c, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

/* Random: a browser refuses a second certificate with the number of a first one. */
static bool set_serial(X509 *c)
{
    uint8_t bytes[SERIAL_BYTES];
    if (random_bytes(bytes, sizeof bytes) != STATUS_OK)
        return false;
    bytes[0] = (uint8_t)((bytes[0] & 0x7f) | 0x40); /* positive, and always as long */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool set = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(c)) != NULL;
    BN_free(number);
    return set;
}

/* A certificate from a day before `now` up to `until`, without extensions and signature. */
static X509 *begin(EVP_PKEY *key, const char *subject, struct wall now, int64_t until_s)
{
    X509 *c = X509_new();
    time_t from = (time_t)(now.ms / 1000 - DAY_S), until = (time_t)until_s;
    if (c != NULL && X509_set_version(c, X509_VERSION_3) == 1 && set_serial(c) &&
        ASN1_TIME_set(X509_getm_notBefore(c), from) != NULL &&
        ASN1_TIME_set(X509_getm_notAfter(c), until) != NULL && X509_set_pubkey(c, key) == 1 &&
        X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_ASC,
                                   (const unsigned char *)subject, -1, -1, 0) == 1)
        return c;
    X509_free(c);
    return NULL;
}

/* The last second of so many days that began a day ago; its both ends count. */
static int64_t days_from(struct wall now, int days)
{
    return now.ms / 1000 - DAY_S + (int64_t)days * DAY_S - 1;
}

/* Part of the subject: two authorities never have the same. */
static bool key_number(EVP_PKEY *key, uint8_t out[DIGEST_BYTES])
{
    unsigned char *bytes = NULL;
    int len = i2d_PUBKEY(key, &bytes);
    if (len > 0) {
        struct digest digest = digest_of(bytes, (size_t)len);
        memcpy(out, digest.bytes, sizeof digest.bytes);
    }
    OPENSSL_free(bytes);
    return len > 0;
}

struct x509_st *web_authority_make(struct evp_pkey_st *key, const struct web_names *names,
                                   struct wall now)
{
    char subject[SUBJECT_SIZE];
    uint8_t n[DIGEST_BYTES];
    if (!key_number(key, n))
        return NULL;
    (void)hex_put(subject + snprintf(subject, sizeof subject, AUTHORITY_NAME " "), n, 4);
    X509 *c = begin(key, subject, now, days_from(now, WEB_AUTHORITY_DAYS));
    if (c != NULL && X509_set_issuer_name(c, X509_get_subject_name(c)) == 1 &&
        add_text(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
        add_text(c, c, NID_key_usage, "critical,keyCertSign") &&
        add_text(c, c, NID_ext_key_usage, "serverAuth") && add_constraints(c, names) &&
        add_text(c, c, NID_subject_key_identifier, "hash") && X509_sign(c, key, EVP_sha256()) > 0)
        return c;
    X509_free(c);
    return NULL;
}

struct x509_st *web_server_make(struct evp_pkey_st *server, const struct web_names *names,
                                struct x509_st *authority, struct evp_pkey_st *authority_key,
                                struct wall now)
{
    struct wall end;
    if (!web_cert_until(authority, &end))
        return NULL;
    int64_t until = days_from(now, WEB_SERVER_DAYS), last = end.ms / 1000;
    X509 *c = begin(server, SERVER_NAME, now, until < last ? until : last);
    if (c != NULL && X509_set_issuer_name(c, X509_get_subject_name(authority)) == 1 &&
        add_text(c, authority, NID_basic_constraints, "critical,CA:FALSE") &&
        add_text(c, authority, NID_key_usage, "critical,digitalSignature") &&
        add_text(c, authority, NID_ext_key_usage, "serverAuth") &&
        add_alternative_names(c, names) &&
        add_text(c, authority, NID_subject_key_identifier, "hash") &&
        add_text(c, authority, NID_authority_key_identifier, "keyid:always") &&
        X509_sign(c, authority_key, EVP_sha256()) > 0)
        return c;
    X509_free(c);
    return NULL;
}

/* --- reading --- */

static bool permitted_text(const GENERAL_NAME *name, char out[WEB_NAME_SIZE])
{
    int type;
    const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);
    const unsigned char *data = ASN1_STRING_get0_data(value);
    int len = ASN1_STRING_length(value);
    if (type == GEN_DNS)
        return len > 0 && len < WEB_NAME_SIZE && memchr(data, '\0', (size_t)len) == NULL &&
               snprintf(out, WEB_NAME_SIZE, "%.*s", len, (const char *)data) == len;
    return type == GEN_IPADD && (len == 8 || len == 32) &&
           inet_ntop(len == 8 ? AF_INET : AF_INET6, data, out, WEB_NAME_SIZE) != NULL;
}

static bool permitted_names(const NAME_CONSTRAINTS *constraints, struct web_names *out)
{
    char text[WEB_NAMES_TEXT_SIZE] = "", one[WEB_NAME_SIZE], why[WEB_NAMES_WHY_SIZE];
    int count = sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees);
    size_t at = 0;
    if (count < 1 || count > WEB_NAMES_MAX)
        return false;
    for (int i = 0; i < count; i++) {
        if (!permitted_text(sk_GENERAL_SUBTREE_value(constraints->permittedSubtrees, i)->base, one))
            return false;
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", i > 0 ? "," : "", one);
    }
    return web_names_parse(text, out, why);
}

bool web_authority_names(const struct x509_st *authority, struct web_names *out)
{
    NAME_CONSTRAINTS *constraints = X509_get_ext_d2i(authority, NID_name_constraints, NULL, NULL);
    bool read = constraints != NULL && permitted_names(constraints, out);
    NAME_CONSTRAINTS_free(constraints);
    return read;
}

bool web_cert_until(const struct x509_st *certificate, struct wall *out)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) != 1)
        return false;
    out->ms = (int64_t)timegm(&tm) * 1000;
    return true;
}

bool web_cert_fingerprint(const struct x509_st *certificate, struct digest *out)
{
    unsigned len;
    return X509_digest(certificate, EVP_sha256(), out->bytes, &len) == 1 && len == DIGEST_BYTES;
}
