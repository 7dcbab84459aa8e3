#include "client/say.h"

#include <string.h>

static enum say_language chosen = SAY_ENGLISH;

void say_choose(enum say_language language)
{
    chosen = language;
}

bool say_spanish(void)
{
    return chosen == SAY_SPANISH;
}

enum say_language say_of_locale(const char *locale)
{
    bool spanish = locale != NULL && strncmp(locale, "es", 2) == 0 &&
                   (locale[2] == '\0' || strchr("_.@", locale[2]) != NULL);
    return spanish ? SAY_SPANISH : SAY_ENGLISH;
}

static const struct {
    const char *code, *spanish, *english;
} errors[] = {
    {"REGISTERED",
     "Esta cédula ya está registrada en este centro. Si perdió su código, pídale al personal uno "
     "nuevo.",
     "This ID is already registered at this centre. If you lost your code, ask the staff for a new "
     "one."},
    {"PENDING",
     "Su registro está guardado, pero el otro centro aún no lo ha confirmado. El examen no puede "
     "empezar hasta entonces: espere un momento y vuelva a intentarlo.",
     "Your registration is saved, but the other centre has not confirmed it yet. The exam cannot "
     "start until then: wait a moment and try again."},
    {"BADID", "Esa no es una cédula posible. Escríbala así: V-12.345.678",
     "That is not a possible ID. Write it like this: V-12.345.678"},
    {"NOTLISTED", "Esta cédula no está en la lista de este centro. Consulte al personal.",
     "This ID is not on this centre's list. Ask the staff."},
    {"WRONGPASS", "La cédula o el código no son correctos. Revíselos y vuelva a intentarlo.",
     "The ID or the code is wrong. Check them and try again."},
    {"LOCKED", "Hubo un código equivocado para esta cédula. Espere un poco y vuelva a intentarlo.",
     "A wrong code was given for this ID. Wait a little and try again."},
    {"TAKEN",
     "Su examen se abrió en otra terminal y continúa allá. Si no fue usted, avise al personal.",
     "Your exam was opened at another terminal and goes on there. If that was not you, tell the "
     "staff."},
    {"CLOSED",
     "Este centro no puede atender exámenes en este momento. Avise al personal y vuelva a "
     "intentarlo más tarde.",
     "This centre cannot give exams at the moment. Tell the staff and try again later."},
    {"NOAUTH", "Primero identifíquese con su cédula y su código.",
     "Sign in with your ID and your code first."},
    {"NOTSTARTED", "El examen todavía no ha llegado a ese punto.",
     "The exam has not come that far yet."},
    {"FINISHED", "Este examen ya terminó y no puede presentarse otra vez.",
     "This exam is finished and cannot be sat again."},
    {"TIMEUP", "Se acabó el tiempo. El examen terminó con las respuestas guardadas.",
     "The time is up. The exam was finished with the answers that were saved."},
    {"BADANSWER", "Esa respuesta no es posible para esta pregunta.",
     "That answer is not possible for this question."},
    {"BUSY", "El servidor está ocupado y no guardó nada. Vuelva a intentarlo.",
     "The server is busy and saved nothing. Try again."},
    {"IOERR", "El servidor no pudo guardar. Vuelva a intentarlo y avise al personal.",
     "The server could not save. Try again and tell the staff."},
};

const char *say_error(const char *code, size_t len)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (strlen(errors[i].code) == len && memcmp(errors[i].code, code, len) == 0)
            return SAY(errors[i].spanish, errors[i].english);
    return NULL;
}
