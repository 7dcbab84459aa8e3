#include "server/door/http.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* --- characters --- */

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* RFC 9110, 5.6.2. */
static bool is_token(const struct wire_word *word)
{
    for (size_t i = 0; i < word->len; i++)
        if (!is_alnum(word->data[i]) &&
            (word->data[i] == '\0' || strchr("!#$%&'*+-.^_`|~", word->data[i]) == NULL))
            return false;
    return word->len > 0;
}

static struct wire_word trim(struct wire_word word)
{
    while (word.len > 0 && (word.data[0] == ' ' || word.data[0] == '\t')) {
        word.data++;
        word.len--;
    }
    while (word.len > 0 && (word.data[word.len - 1] == ' ' || word.data[word.len - 1] == '\t'))
        word.len--;
    return word;
}

/* The part before the separator; *word becomes the part behind it, without data at the end. */
static struct wire_word split(struct wire_word *word, char separator)
{
    struct wire_word part = *word;
    const char *at = word->data != NULL ? memchr(word->data, separator, word->len) : NULL;
    *word = (struct wire_word){NULL, 0};
    if (at != NULL) {
        size_t rest = part.len - (size_t)(at - part.data) - 1;
        *word = (struct wire_word){at + 1, rest};
        part.len -= rest + 1;
    }
    return part;
}

/* --- the bytes of a head --- */

void http_reader_release(struct http_reader *r)
{
    buffer_release(&r->in);
    *r = (struct http_reader){.scanned = 0};
}

char *http_reader_space(struct http_reader *r, size_t *room)
{
    buffer_consume(&r->in, r->used);
    r->used = 0;
    *room = HTTP_HEAD_BYTES - r->in.len;
    return buffer_reserve(&r->in, *room);
}

void http_reader_filled(struct http_reader *r, size_t len)
{
    r->in.len += len;
}

/* Looks for the empty line that ends the head, and refuses at once what no head has: a control
 * character, a CR or LF alone. HTTP_OK: r->used is set. */
static enum http_status find_end(struct http_reader *r)
{
    const char *in = r->in.data;
    for (; r->scanned < r->in.len; r->scanned++) {
        size_t at = r->scanned;
        unsigned char c = (unsigned char)in[at];
        bool after_cr = at > 0 && in[at - 1] == '\r';
        if ((c == '\n') != after_cr || c == 0x7f ||
            (c < ' ' && c != '\t' && c != '\r' && c != '\n'))
            return HTTP_BAD_REQUEST;
        if (c != '\n' || (at >= 3 && in[at - 2] != '\n') || (at < 3 && at != 1))
            continue;
        r->used = at + 1;
        return HTTP_OK;
    }
    return r->in.len < HTTP_HEAD_BYTES ? HTTP_MORE : HTTP_HEAD_TOO_LARGE;
}

/* --- the request line --- */

/* In origin-form (RFC 9112, 3.2.1): segments of plain characters, none of them empty or beginning with
 * a dot, but for the last one, which may be empty. */
static bool is_path(const struct wire_word *path)
{
    if (path->len == 0 || path->data[0] != '/')
        return false;
    for (size_t i = 1; i < path->len; i++) {
        char c = path->data[i];
        if (!is_alnum(c) && (c == '\0' || strchr("/._-~", c) == NULL))
            return false;
        if (path->data[i - 1] == '/' && (c == '/' || c == '.'))
            return false;
    }
    return true;
}

static bool is_query(const struct wire_word *query)
{
    for (size_t i = 0; i < query->len; i++)
        if (!is_alnum(query->data[i]) &&
            (query->data[i] == '\0' || strchr("._-~=&%+", query->data[i]) == NULL))
            return false;
    return true;
}

static enum http_status read_request_line(struct wire_word line, struct http_request *out)
{
    struct wire_word method = split(&line, ' '), target = split(&line, ' '), version = line;
    bool http = version.len == 8 && memcmp(version.data, "HTTP/", 5) == 0 &&
                version.data[5] >= '0' && version.data[5] <= '9' && version.data[6] == '.' &&
                version.data[7] >= '0' && version.data[7] <= '9';
    if (!is_token(&method) || target.len == 0 || !http)
        return HTTP_BAD_REQUEST;
    if (!wire_equals(&version, "HTTP/1.1"))
        return HTTP_VERSION_NOT_SUPPORTED;
    out->head_only = wire_equals(&method, "HEAD");
    if (!out->head_only && !wire_equals(&method, "GET"))
        return HTTP_METHOD_NOT_ALLOWED;
    out->path = split(&target, '?');
    out->query = target;
    return is_path(&out->path) && is_query(&target) ? HTTP_OK : HTTP_BAD_REQUEST;
}

/* --- fields --- */

enum field {
    FIELD_HOST,
    FIELD_CONTENT_LENGTH,
    FIELD_TRANSFER_ENCODING,
    FIELD_CONNECTION,
    FIELD_ACCEPT_ENCODING,
    FIELD_UPGRADE,
    FIELD_ORIGIN,
    FIELD_KEY,
    FIELD_VERSION,
    FIELD_PROTOCOL,
    FIELDS
};

static const char *const names[FIELDS] = {
    [FIELD_HOST] = "Host",
    [FIELD_CONTENT_LENGTH] = "Content-Length",
    [FIELD_TRANSFER_ENCODING] = "Transfer-Encoding",
    [FIELD_CONNECTION] = "Connection",
    [FIELD_ACCEPT_ENCODING] = "Accept-Encoding",
    [FIELD_UPGRADE] = "Upgrade",
    [FIELD_ORIGIN] = "Origin",
    [FIELD_KEY] = "Sec-WebSocket-Key",
    [FIELD_VERSION] = "Sec-WebSocket-Version",
    [FIELD_PROTOCOL] = "Sec-WebSocket-Protocol",
};

/* Does a list (RFC 9110, 5.6.1) have this member? */
static bool lists(struct wire_word list, const char *member)
{
    while (list.data != NULL) {
        struct wire_word item = trim(split(&list, ','));
        if (wire_is(&item, member))
            return true;
    }
    return false;
}

/* RFC 9110, 12.5.3: a coding with the weight 0 is refused. */
static bool takes_gzip(struct wire_word list)
{
    bool any = false;
    while (list.data != NULL) {
        struct wire_word weight = split(&list, ','), coding = trim(split(&weight, ';'));
        weight = trim(weight);
        bool taken = weight.len < 3 || weight.data[0] != 'q' || weight.data[1] != '=' ||
                     strspn(weight.data + 2, "0.") < weight.len - 2;
        if (wire_is(&coding, "gzip"))
            return taken;
        if (wire_equals(&coding, "*"))
            any = taken;
    }
    return any;
}

/* A field that comes twice means two things; none that is looked at here may. */
static enum http_status take_field(struct wire_word line, struct wire_word values[FIELDS])
{
    struct wire_word value = line, name = split(&value, ':');
    if (value.data == NULL || !is_token(&name))
        return HTTP_BAD_REQUEST;
    for (size_t i = 0; i < FIELDS; i++) {
        if (!wire_is(&name, names[i]))
            continue;
        if (values[i].data != NULL)
            return HTTP_BAD_REQUEST;
        values[i] = trim(value);
    }
    return HTTP_OK;
}

static enum http_status judge(const struct wire_word values[FIELDS], const struct hosts *ours,
                              struct http_request *out)
{
    const struct wire_word *host = &values[FIELD_HOST], *length = &values[FIELD_CONTENT_LENGTH];
    if (host->len == 0)
        return HTTP_BAD_REQUEST;
    if (!hosts_has(ours, host->data, host->len))
        return HTTP_MISDIRECTED;
    if (values[FIELD_TRANSFER_ENCODING].data != NULL)
        return HTTP_NOT_IMPLEMENTED;
    if (length->data != NULL && !wire_equals(length, "0"))
        return HTTP_CONTENT_TOO_LARGE;
    out->closes = lists(values[FIELD_CONNECTION], "close");
    out->gzip =
        values[FIELD_ACCEPT_ENCODING].data == NULL || takes_gzip(values[FIELD_ACCEPT_ENCODING]);
    out->connection_upgrades = lists(values[FIELD_CONNECTION], "upgrade");
    out->to_websocket = lists(values[FIELD_UPGRADE], "websocket");
    out->speaks_sinodo = lists(values[FIELD_PROTOCOL], "sinodo");
    out->origin = values[FIELD_ORIGIN];
    out->key = values[FIELD_KEY];
    out->version = values[FIELD_VERSION];
    return HTTP_OK;
}

/* The line without its end; *rest moves behind it. */
static struct wire_word next_line(struct wire_word *rest)
{
    struct wire_word line = split(rest, '\n');
    line.len--; /* the CR: find_end() has seen that no LF is without one */
    return line;
}

enum http_status http_request(struct http_reader *r, const struct hosts *ours,
                              struct http_request *out)
{
    struct http_request request = {.head_only = false};
    struct wire_word values[FIELDS] = {{NULL, 0}}, rest, line;
    buffer_consume(&r->in, r->used);
    r->used = 0;
    enum http_status status = find_end(r);
    if (status == HTTP_MORE)
        return status;
    if (status == HTTP_OK) {
        r->scanned = 0;
        rest = (struct wire_word){r->in.data, r->used};
        status = read_request_line(next_line(&rest), &request);
    }
    for (size_t count = 0; status == HTTP_OK && (line = next_line(&rest)).len > 0; count++)
        status = count < HTTP_FIELDS ? take_field(line, values) : HTTP_HEAD_TOO_LARGE;
    if (status == HTTP_OK)
        status = judge(values, ours, &request);
    request.closes |= status != HTTP_OK;
    *out = request;
    return status;
}

/* --- the upgrade (RFC 6455, 4.2) --- */

enum { KEY_CHARACTERS = 24, ACCEPT_BYTES = 20 };

/* 16 bytes in base64: 22 characters and the padding. */
static bool is_key(const struct wire_word *key)
{
    for (size_t i = 0; i < key->len && i < KEY_CHARACTERS - 2; i++)
        if (!is_alnum(key->data[i]) && key->data[i] != '+' && key->data[i] != '/')
            return false;
    return key->len == KEY_CHARACTERS && memcmp(key->data + KEY_CHARACTERS - 2, "==", 2) == 0;
}

static bool make_accept(const struct wire_word *key, char out[HTTP_ACCEPT_SIZE])
{
    static const char suffix[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char text[KEY_CHARACTERS + sizeof suffix];
    unsigned char digest[ACCEPT_BYTES];
    memcpy(text, key->data, KEY_CHARACTERS);
    memcpy(text + KEY_CHARACTERS, suffix, sizeof suffix);
    if (EVP_Digest(text, sizeof text - 1, digest, NULL, EVP_sha1(), NULL) != 1)
        return false;
    (void)EVP_EncodeBlock((unsigned char *)out, digest, ACCEPT_BYTES);
    return true;
}

enum http_status http_upgrade(const struct http_request *request, const struct hosts *ours,
                              char accept[HTTP_ACCEPT_SIZE])
{
    if (request->head_only)
        return HTTP_METHOD_NOT_ALLOWED;
    if (!request->connection_upgrades || !request->to_websocket ||
        !wire_equals(&request->version, "13"))
        return HTTP_UPGRADE_REQUIRED;
    if (request->origin.data == NULL ||
        !hosts_is_origin(ours, request->origin.data, request->origin.len))
        return HTTP_FORBIDDEN;
    if (!request->speaks_sinodo || !is_key(&request->key))
        return HTTP_BAD_REQUEST;
    return make_accept(&request->key, accept) ? HTTP_OK : HTTP_UNAVAILABLE;
}

/* --- replies --- */

static const struct refusal_words {
    enum http_status status;
    const char *reason, *extra, *english, *spanish;
} refusals[] = {
    {HTTP_BAD_REQUEST, "Bad Request", "",
     "This node did not understand the request. Write the address as it was given to you.",
     "Este nodo no entendió la petición. Escriba la dirección tal como se la dieron."},
    {HTTP_FORBIDDEN, "Forbidden", "",
     "A page of another site asked for this. Open the exam by its own address.",
     "Una página de otro sitio pidió esto. Abra el examen por su propia dirección."},
    {HTTP_NOT_FOUND, "Not Found", "",
     "There is nothing at this address. Leave out everything behind the first single slash.",
     "No hay nada en esta dirección. Quite todo lo que sigue a la primera barra sola."},
    {HTTP_METHOD_NOT_ALLOWED, "Method Not Allowed", "Allow: GET, HEAD\r\n",
     "This node answers GET and HEAD only.", "Este nodo responde solo a GET y HEAD."},
    {HTTP_NOT_ACCEPTABLE, "Not Acceptable", "",
     "This node sends gzipped files only. Use a current browser.",
     "Este nodo envía solo archivos comprimidos con gzip. Use un navegador actual."},
    {HTTP_CONTENT_TOO_LARGE, "Content Too Large", "", "This node takes no uploads.",
     "Este nodo no recibe archivos."},
    {HTTP_MISDIRECTED, "Misdirected Request", "",
     "This node does not have the name in this address. Write the address as it was given to you; "
     "whoever runs the node: the certificate must have the name.",
     "Este nodo no tiene el nombre de esta dirección. Escriba la dirección tal como se la dieron; "
     "quien opera el nodo: el certificado debe tener el nombre."},
    {HTTP_UPGRADE_REQUIRED, "Upgrade Required",
     "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
     "This address is for the exam's page itself: a WebSocket of version 13.",
     "Esta dirección es para la propia página del examen: un WebSocket de la versión 13."},
    {HTTP_HEAD_TOO_LARGE, "Request Header Fields Too Large", "",
     "The request is too long. Write the address as it was given to you.",
     "La petición es demasiado larga. Escriba la dirección tal como se la dieron."},
    {HTTP_NOT_IMPLEMENTED, "Not Implemented", "", "This node takes no uploads.",
     "Este nodo no recibe archivos."},
    {HTTP_VERSION_NOT_SUPPORTED, "HTTP Version Not Supported", "",
     "This node speaks HTTP/1.1. Use a current browser.",
     "Este nodo habla HTTP/1.1. Use un navegador actual."},
    {HTTP_UNAVAILABLE, "Service Unavailable", "Retry-After: 3\r\n",
     "This node is busy. Nothing is lost: try again in some seconds.",
     "Este nodo está ocupado. No se pierde nada: intente de nuevo en unos segundos."},
};

/* IMF-fixdate (RFC 9110, 5.6.7), which is English in every locale. */
static void put_date(struct buffer *out, struct wall now)
{
    static const char days[] = "SunMonTueWedThuFriSat",
                      months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t seconds = (time_t)(now.ms / 1000);
    struct tm t;
    if (gmtime_r(&seconds, &t) != NULL)
        buffer_printf(out, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d GMT\r\n",
                      days + (ptrdiff_t)3 * t.tm_wday, t.tm_mday, months + (ptrdiff_t)3 * t.tm_mon,
                      t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

static void put_head(struct buffer *out, int status, const char *reason, const char *extra,
                     const struct http_reply *reply, struct wall now)
{
    buffer_printf(out, "HTTP/1.1 %d %s\r\n", status, reason);
    put_date(out, now);
    buffer_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n", reply->type, reply->bytes);
    if (reply->gzip)
        buffer_text(out, "Content-Encoding: gzip\r\n");
    buffer_printf(out, "Cache-Control: %s\r\n",
                  reply->lasts ? "public, max-age=31536000, immutable" : "no-store");
    buffer_text(out, "Content-Security-Policy: default-src 'none'; script-src 'self'; "
                     "style-src 'self'; connect-src 'self'; worker-src 'self'; "
                     "img-src 'self' blob:; media-src blob:; frame-ancestors 'none'; "
                     "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
                     "trusted-types sinodo\r\n"
                     "X-Content-Type-Options: nosniff\r\n"
                     "Referrer-Policy: no-referrer\r\n"
                     "Cross-Origin-Opener-Policy: same-origin\r\n"
                     "Cross-Origin-Resource-Policy: same-origin\r\n");
    buffer_printf(out, "%s%s\r\n", extra, reply->closes ? "Connection: close\r\n" : "");
}

void http_put_reply(struct buffer *out, const struct http_reply *reply, struct wall now)
{
    put_head(out, HTTP_OK, "OK", "", reply, now);
}

void http_put_redirect(struct buffer *out, const char *place, bool closes, struct wall now)
{
    const struct http_reply reply = {.type = "text/plain; charset=utf-8", .closes = closes};
    char extra[128];
    (void)snprintf(extra, sizeof extra, "Location: %s\r\n", place);
    put_head(out, HTTP_SEE_OTHER, "See Other", extra, &reply, now);
}

static const struct refusal_words *find_words(enum http_status status)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (refusals[i].status == status)
            return &refusals[i];
    return &refusals[0];
}

static void put_words(struct buffer *out, const struct refusal_words *w, bool head_only,
                      bool closes, struct wall now)
{
    const struct http_reply reply = {.type = "text/plain; charset=utf-8",
                                     .bytes = strlen(w->english) + strlen(w->spanish) + 3,
                                     .closes = closes};
    put_head(out, (int)w->status, w->reason, w->extra, &reply, now);
    if (!head_only)
        buffer_printf(out, "%s\n\n%s\n", w->english, w->spanish);
}

void http_put_refusal(struct buffer *out, enum http_status status, bool head_only, bool closes,
                      struct wall now)
{
    put_words(out, find_words(status), head_only, closes, now);
}

void http_put_needs_tls(struct buffer *out, struct wall now)
{
    static const struct refusal_words words = {
        HTTP_BAD_REQUEST, "Bad Request", "",
        "This node speaks HTTPS here. Write https:// before the address.",
        "Este nodo habla HTTPS aquí. Escriba https:// delante de la dirección."};
    put_words(out, &words, false, true, now);
}

void http_put_switch(struct buffer *out, const char accept[HTTP_ACCEPT_SIZE])
{
    buffer_printf(out,
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
                  "Sec-WebSocket-Protocol: sinodo\r\n\r\n",
                  accept);
}
