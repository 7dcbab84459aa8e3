/* sample.js - the exam that the suites sit: each kind of question once, in texts that name the kind.
 * Markup, a formula and marks that turn the direction of a text must come out as they are. */

export const BANK = `$CATEGORY: Lengua

::S::¿Cuál es sinónimo de «efímero»? {=pasajero ~duradero ~antiguo ~profundo}

::M::Elija dos verbos. {~%50%comer ~%50%reír ~%-50%silla ~%-50%azul}

::T::«ñandú» es una palabra aguda. {T}

::C::Escriba el plural de «lápiz». {=lápices =lapices}

::E::Explique por qué llueve. {}

$CATEGORY: Ciencias

::N::¿Cuánto es 7 × 8? {#56}

::R::Relacione cada estado con su capital. {=Aragua -> Maracay =Lara -> Barquisimeto =Zulia -> Maracaibo}

::X::<img src\\=x onerror\\=alert(1)> <b>¿Qué es 2 < 3?</b> {=<i>cierto</i> ~<script>alert(2)</script> ~&lt;falso&gt;}
`;

export const PLAN = `title = Admisión 2027 <b>&amp;</b>
seconds = 3600
`;

/* What somebody answers, by the text of the question. */
export const ANSWERS = {
    single: ['sinónimo', 'pasajero'],
    multiple: ['dos verbos', 'comer', 'reír'],
    short: ['plural de', 'lápices'],
    essay: ['por qué llueve', 'El agua sube, se enfría y cae.'],
    numeric: ['7 × 8', '56'],
    matching: ['Relacione', { Aragua: 'Maracay', Lara: 'Barquisimeto', Zulia: 'Maracaibo' }],
    markup: ['onerror', '<i>cierto</i>'],
};

/* An image that would run a script, and marks that turn text around: as a name. */
export const HOSTILE_NAME = '<img src=x onerror=alert(1)> "Ana" & \'אבג\' Rojas';
