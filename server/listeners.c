#include "server/listeners.h"

#include "common/log.h"
#include "common/net.h"
#include "common/tls.h"
#include "server/door/hosts.h"
#include "server/desk/operator_protocol.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WEB_PATH_SIZE = CONFIG_PATH_SIZE + 16 };

void listeners_init(struct listeners *l)
{
    *l = (struct listeners){.peer_fd = -1};
    for (size_t i = 0; i < WORKER_ROLES; i++)
        l->at[i] = (struct listener){.role = (enum worker_role)i, .fd = -1};
}

/* --- sockets --- */

/* An option that was not given has no port: nothing is opened. */
static bool listen_on(const char *what, struct net_address *address, int *out)
{
    char text[NET_ADDRESS_SIZE];
    if (address->port[0] == '\0')
        return true;
    net_format(address, text);
    if (net_listen(address, out) != STATUS_OK) {
        log_event(LOG_ERROR, "cannot listen for %s on %s: %s", what, text, strerror(errno));
        return false;
    }
    (void)snprintf(address->port, sizeof address->port, "%d", net_port(*out));
    return true;
}

bool listeners_open(struct listeners *l, struct config *c)
{
    if (!listen_on("clients", &c->listen, &l->at[WORKER_CLIENT].fd))
        return false;
    if (c->advertise.port[0] == '\0')
        c->advertise = c->listen;
    return listen_on("the peer", &c->peer_listen, &l->peer_fd) &&
           listen_on("browsers of applicants", &c->web, &l->at[WORKER_WEB].fd) &&
           listen_on("browsers of the staff", &c->desk, &l->at[WORKER_DESK].fd) &&
           listen_on("metrics", &c->metrics, &l->at[WORKER_METRICS].fd);
}

bool listeners_open_operator(struct listeners *l, const struct config *c)
{
    struct stat st;
    (void)snprintf(l->operator_path, sizeof l->operator_path, "%s/" OPERATOR_DIR, c->data);
    if ((mkdir(l->operator_path, 0700) != 0 && errno != EEXIST) ||
        lstat(l->operator_path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
        (st.st_mode & 077) != 0) {
        log_event(LOG_ERROR, "%s must be a directory of this user alone: remove it",
                  l->operator_path);
        l->operator_path[0] = '\0';
        return false;
    }
    (void)snprintf(l->operator_path, sizeof l->operator_path, "%s/" OPERATOR_SOCKET, c->data);
    if (net_listen_unix(l->operator_path, &l->at[WORKER_OPERATOR].fd) == STATUS_OK)
        return true;
    log_event(LOG_ERROR, "cannot listen for the operator on %s: %s", l->operator_path,
              strerror(errno));
    l->operator_path[0] = '\0';
    return false;
}

/* --- what their connections need --- */

bool listeners_open_tls(struct listeners *l, const struct config *c, const struct key *key)
{
    struct tls_options o = {.server = true,
                            .trust = TLS_ANYONE,
                            .key = key_path(key),
                            .certificate = key_certificate_path(key)};
    return !c->tls || tls_context_open(&o, &l->at[WORKER_CLIENT].tls) == STATUS_OK;
}

static bool is_readable(const char *path)
{
    return access(path, R_OK) == 0;
}

/* What browsers are shown: --web-cert, or web.crt in the key directory; on loopback nothing unless
 * --web-cert is given, for browsers trust this machine as it is. */
static bool choose_certificate(const struct config *c, const char *option,
                               const struct net_address *address, char certificate[WEB_PATH_SIZE],
                               char key[WEB_PATH_SIZE])
{
    certificate[0] = '\0';
    if (c->web_cert[0] != '\0') {
        (void)snprintf(certificate, WEB_PATH_SIZE, "%s", c->web_cert);
        (void)snprintf(key, WEB_PATH_SIZE, "%s", c->web_key);
    } else if (!net_is_loopback(address)) {
        (void)snprintf(certificate, WEB_PATH_SIZE, "%s/web.crt", c->key_dir);
        (void)snprintf(key, WEB_PATH_SIZE, "%s/web.key", c->key_dir);
        if (!is_readable(certificate)) {
            log_event(LOG_ERROR,
                      "%s: browsers of other machines need a certificate, and there is no %s: "
                      "make it with sinodoctl keygen --web, or give --web-cert and --web-key",
                      option, certificate);
            return false;
        }
    }
    return true;
}

static bool open_browsers(struct listener *at, const struct config *c, const char *option,
                          const struct net_address *address)
{
    char certificate[WEB_PATH_SIZE], key[WEB_PATH_SIZE];
    if (at->fd < 0)
        return true;
    if (!choose_certificate(c, option, address, certificate, key))
        return false;
    bool tls = certificate[0] != '\0';
    struct tls_options o = {.server = true,
                            .trust = TLS_ANYONE,
                            .certificate = certificate,
                            .key = key,
                            .protocol = "http/1.1"};
    if (tls && tls_context_open(&o, &at->tls) != STATUS_OK) {
        log_event(LOG_ERROR,
                  "%s: cannot use the certificate %s with the key %s: both must be PEM files that "
                  "belong together and that this user may read",
                  option, certificate, key);
        return false;
    }
    enum status status = hosts_open(address, tls ? certificate : NULL, &at->hosts);
    if (status == STATUS_INVALID)
        log_event(LOG_ERROR, "%s: the certificate %s names no host (subjectAltName)", option,
                  certificate);
    return status == STATUS_OK;
}

static bool open_metrics(struct listener *at, const struct net_address *address)
{
    return at->fd < 0 || hosts_open(address, NULL, &at->hosts) == STATUS_OK;
}

bool listeners_open_hosts(struct listeners *l, const struct config *c)
{
    const struct listener *web = &l->at[WORKER_WEB], *desk = &l->at[WORKER_DESK];
    if (!open_browsers(&l->at[WORKER_WEB], c, "--web", &c->web) ||
        !open_browsers(&l->at[WORKER_DESK], c, "--desk", &c->desk) ||
        !open_metrics(&l->at[WORKER_METRICS], &c->metrics))
        return false;
    if (web->hosts != NULL) {
        hosts_origin(web->hosts, l->exam_page);
        l->cert_until = hosts_until(web->hosts);
    }
    if (desk->hosts != NULL &&
        l->cert_until.ms == 0) /* both show the same one, or only one of them */
        l->cert_until = hosts_until(desk->hosts);
    return true;
}

/* --- the log --- */

static void log_http(const char *what, const struct listener *at, const char *path)
{
    char address[HOSTS_ORIGIN_SIZE];
    if (at->fd < 0)
        return;
    hosts_origin(at->hosts, address);
    log_event(LOG_INFO, "%s: %s/%s", what, address, path);
}

void listeners_log(const struct listeners *l)
{
    log_http("browsers of applicants", &l->at[WORKER_WEB], "");
    log_http("browsers of the staff", &l->at[WORKER_DESK], "");
    log_http("metrics", &l->at[WORKER_METRICS], "metrics");
}

/* --- the end --- */

void listeners_stop(struct listeners *l)
{
    for (size_t i = 0; i < WORKER_ROLES; i++) {
        if (l->at[i].fd >= 0)
            close(l->at[i].fd);
        l->at[i].fd = -1;
    }
}

void listeners_close(struct listeners *l)
{
    listeners_stop(l);
    if (l->operator_path[0] != '\0')
        (void)unlink(l->operator_path);
    for (size_t i = 0; i < WORKER_ROLES; i++) {
        tls_context_close(l->at[i].tls);
        hosts_close(l->at[i].hosts);
    }
    if (l->peer_fd >= 0)
        close(l->peer_fd);
}
