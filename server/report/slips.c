#include "server/report/slips.h"

#include "server/report/qr.h"

static const struct words {
    const char *title, *id, *centre, *room, *hour, *signature, *code, *keep, *pending;
} english = {"Slips",
             "ID",
             "Centre",
             "Room",
             "Hour",
             "Signature",
             "Access code",
             "Keep this slip. You type your ID and the code at the terminal.",
             "The other centre has not confirmed yet: you can sign in, and start when it has."},
  spanish = {
      "Comprobantes",
      "Cédula",
      "Centro",
      "Sala",
      "Hora",
      "Firma",
      "Código de acceso",
      "Guarde este papel. En la terminal usted escribe su cédula y el código.",
      "El otro centro no ha confirmado todavía: usted puede entrar, y empezar cuando confirme."};

static const char style[] =
    ".row{display:flex;gap:4mm;break-inside:avoid;page-break-inside:avoid;padding-bottom:3mm}\n"
    ".slip{width:93mm;min-height:51mm;border:1px dashed #777;padding:3mm;display:flex;"
    "flex-direction:column}\n"
    ".exam{font-size:8pt;margin:0 0 1mm}\n"
    ".top{display:flex;justify-content:space-between;gap:2mm}\n"
    ".who{min-width:0}\n"
    ".name{font-size:12pt;font-weight:bold;overflow-wrap:anywhere;margin:0 0 1mm}\n"
    "dl{margin:0;display:grid;grid-template-columns:auto 1fr;column-gap:3mm;row-gap:.5mm}\n"
    "dt{color:#333}dd{margin:0;overflow-wrap:anywhere}\n"
    ".id{font-weight:bold;font-size:11pt}\n"
    ".qr{width:24mm;height:24mm;flex:none}\n"
    ".code{font:bold 15pt monospace;text-align:center;border:1px solid #000;padding:1mm;"
    "margin:1mm 0}\n"
    ".small{font-size:7.5pt;margin:0}\n"
    ".sign{margin-top:auto;padding-top:7mm;display:flex;align-items:flex-end;gap:2mm;"
    "font-size:8pt}\n"
    ".sign span{flex:1;border-bottom:1px solid #000}\n";

static void put_fact(struct buffer *out, const char *name, const char *class_name,
                     const char *value)
{
    if (value[0] == '\0')
        return;
    paper_element(out, "dt", NULL, name);
    paper_element(out, "dd", class_name, value);
}

static void put_code(struct buffer *out, const struct words *w, const struct paper_person *p)
{
    paper_element(out, "p", "small", w->code);
    paper_element(out, "div", "code", p->code);
    paper_element(out, "p", "small", w->keep);
}

static void put_line(struct buffer *out, const struct words *w)
{
    buffer_text(out, "<div class=\"sign\">");
    paper_text(out, w->signature);
    buffer_text(out, "<span></span></div>");
}

static void put_slip(struct buffer *out, const struct paper_about *about, const struct words *w,
                     const struct paper_person *p)
{
    buffer_text(out, "<div class=\"slip\">");
    if (about->title[0] != '\0')
        paper_element(out, "p", "exam", about->title);
    buffer_text(out, "<div class=\"top\"><div class=\"who\">");
    paper_element(out, "p", "name", p->name);
    buffer_text(out, "<dl>");
    put_fact(out, w->id, "id", p->id);
    put_fact(out, w->centre, NULL, p->centre);
    put_fact(out, w->room, NULL, p->room);
    put_fact(out, w->hour, NULL, about->hour);
    buffer_text(out, "</dl></div>");
    out->failed |= !qr_append(out, p->id);
    buffer_text(out, "</div>");
    if (p->code != NULL)
        put_code(out, w, p);
    if (p->pending)
        paper_element(out, "p", "small", w->pending);
    if (p->code == NULL)
        put_line(out, w);
    buffer_text(out, "</div>");
}

void slips_page(struct buffer *out, const struct paper_about *about,
                const struct paper_person *people, size_t count)
{
    const struct words *w = about->spanish ? &spanish : &english;
    paper_begin(out, about, about->title[0] != '\0' ? about->title : w->title, style);
    for (size_t i = 0; i < count; i++) {
        if (i % 2 == 0)
            buffer_text(out, "<div class=\"row\">");
        put_slip(out, about, w, &people[i]);
        if (i % 2 == 1 || i + 1 == count)
            buffer_text(out, "</div>\n");
    }
    paper_end(out);
}
