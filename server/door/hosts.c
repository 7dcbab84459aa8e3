#include "server/door/hosts.h"

#include "server/evidence/web_cert.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HOSTS_MOST = 64 };

struct hosts {
    bool tls;
    struct wall until;
    char port[8];
    size_t count;
    char names[HOSTS_MOST][NET_HOST_SIZE]; /* an IPv6 address in brackets */
};

/* --- which names --- */

/* Names behind the last place are left out. */
static void add(struct hosts *hosts, const char *name, size_t len)
{
    if (len == 0 || len >= NET_HOST_SIZE || memchr(name, '\0', len) != NULL ||
        hosts->count == HOSTS_MOST)
        return;
    memcpy(hosts->names[hosts->count], name, len);
    hosts->names[hosts->count++][len] = '\0';
}

static void add_text(struct hosts *hosts, const char *name)
{
    add(hosts, name, strlen(name));
}

/* As browsers write it (RFC 5952). */
static void add_address(struct hosts *hosts, const unsigned char *bytes, int len)
{
    char text[INET6_ADDRSTRLEN], host[INET6_ADDRSTRLEN + 2];
    int family = len == 4 ? AF_INET : len == 16 ? AF_INET6 : AF_UNSPEC;
    if (family == AF_UNSPEC || inet_ntop(family, bytes, text, sizeof text) == NULL)
        return;
    (void)snprintf(host, sizeof host, family == AF_INET ? "%s" : "[%s]", text);
    add_text(hosts, host);
}

static void add_listen(struct hosts *hosts, const struct net_address *listen)
{
    unsigned char bytes[16];
    if (listen->host[0] == '\0' || strcmp(listen->host, "0.0.0.0") == 0 ||
        strcmp(listen->host, "::") == 0)
        return; /* every address of this machine is no name of it */
    if (inet_pton(AF_INET6, listen->host, bytes) == 1)
        add_address(hosts, bytes, 16);
    else
        add_text(hosts, listen->host);
    if (!net_is_loopback(listen))
        return;
    add_text(hosts, "localhost");
    add_text(hosts, "127.0.0.1");
    add_text(hosts, "[::1]");
}

static void add_certified(struct hosts *hosts, const GENERAL_NAMES *names)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_DNS)
            add(hosts, (const char *)ASN1_STRING_get0_data(name->d.dNSName),
                (size_t)ASN1_STRING_length(name->d.dNSName));
        else if (name->type == GEN_IPADD)
            add_address(hosts, ASN1_STRING_get0_data(name->d.iPAddress),
                        ASN1_STRING_length(name->d.iPAddress));
    }
}

static bool add_certificate(struct hosts *hosts, const char *path)
{
    size_t before = hosts->count;
    FILE *file = fopen(path, "re");
    X509 *certificate = file != NULL ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    GENERAL_NAMES *names = certificate != NULL
                               ? X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL)
                               : NULL;
    bool ends = certificate != NULL && web_cert_until(certificate, &hosts->until);
    if (names != NULL)
        add_certified(hosts, names);
    GENERAL_NAMES_free(names);
    X509_free(certificate);
    ERR_clear_error();
    if (file != NULL)
        (void)fclose(file);
    return ends && hosts->count > before;
}

enum status hosts_open(const struct net_address *listen, const char *certificate,
                       struct hosts **out)
{
    struct hosts *hosts = calloc(1, sizeof *hosts);
    if (hosts == NULL)
        return STATUS_NOMEM;
    hosts->tls = certificate != NULL;
    memcpy(hosts->port, listen->port, sizeof hosts->port);
    add_listen(hosts, listen);
    if (certificate != NULL && !add_certificate(hosts, certificate)) {
        hosts_close(hosts);
        return STATUS_INVALID;
    }
    *out = hosts;
    return STATUS_OK;
}

struct wall hosts_until(const struct hosts *hosts)
{
    return hosts->until;
}

void hosts_close(struct hosts *hosts)
{
    free(hosts);
}

/* How well other machines can use a name: a wildcard is no address, and loopback is this machine. */
static int worth(const char *name)
{
    if (name[0] == '*')
        return 0;
    return strcasecmp(name, "localhost") == 0 || strncmp(name, "127.", 4) == 0 ||
                   strcmp(name, "[::1]") == 0
               ? 1
               : 2;
}

void hosts_origin(const struct hosts *hosts, char out[HOSTS_ORIGIN_SIZE])
{
    const char *best = "localhost";
    for (size_t i = hosts->count; i-- > 0;)
        if (worth(hosts->names[i]) >= worth(best))
            best = hosts->names[i];
    (void)snprintf(out, HOSTS_ORIGIN_SIZE, "%s://%s:%s", hosts->tls ? "https" : "http", best,
                   hosts->port);
}

/* --- is this one of them? --- */

static bool is_name(const char *name, const char *host, size_t len)
{
    if (name[0] == '*' && name[1] == '.') {
        const char *dot = memchr(host, '.', len);
        if (dot == NULL || dot == host)
            return false;
        len -= (size_t)(dot - host);
        host = dot;
        name++;
    }
    return strlen(name) == len && strncasecmp(name, host, len) == 0;
}

bool hosts_has(const struct hosts *hosts, const char *host, size_t len)
{
    const char *port = hosts->tls ? "443" : "80"; /* which is left out */
    size_t port_len = strlen(port), name_len = len;
    for (size_t at = len; at > 0 && host[at - 1] != ']'; at--)
        if (host[at - 1] == ':') {
            name_len = at - 1;
            port = host + at;
            port_len = len - at;
            break;
        }
    if (port_len != strlen(hosts->port) || memcmp(port, hosts->port, port_len) != 0)
        return false;
    for (size_t i = 0; i < hosts->count; i++)
        if (is_name(hosts->names[i], host, name_len))
            return true;
    return false;
}

bool hosts_is_origin(const struct hosts *hosts, const char *origin, size_t len)
{
    const char *scheme = hosts->tls ? "https://" : "http://";
    size_t scheme_len = strlen(scheme);
    return len > scheme_len && memcmp(origin, scheme, scheme_len) == 0 &&
           hosts_has(hosts, origin + scheme_len, len - scheme_len);
}
