import type { en } from './en.ts'

export const es: Record<keyof typeof en, string> = {
  card: 'A {{asker}} le gustaría conocer tu experiencia sobre {{domain}}.\n\nSoy un entrevistador de IA ({{model}}). Hablaríamos por aquí unos {{minutes}} minutos. Puedes parar cuando quieras.\n\nQuién lo lee: {{readers}}, con un nombre en clave. {{platform}} guarda su propia copia.\n\nParticipar es voluntario. Preguntas: {{contact}}.',
  modelBy: '{{model}} de Anthropic',
  modelSimulated: 'modelo simulado, demostración',
  takePart: 'Participar',
  choose: 'Elegir lo que permito',
  decline: 'No, gracias',
  more: 'Leer más',
  chooseTitle: 'Lo que permito',
  chooseIntro: 'Al enviar este formulario, participas. Todo lo demás es opcional y empieza desactivado.',
  chooseLabel: 'También permito',
  chooseQuotes: 'Citar mis palabras, sin mi nombre',
  chooseRelease: 'Publicar la transcripción, sin nombres',
  chooseRecontact: 'Volver a preguntarme más adelante',
  chooseSubmit: 'Participar',
  details:
    'Qué pasa con lo que escribes: {{asker}} lo guarda con un nombre en clave, y un modelo de IA ({{model}}) lo lee para formular las preguntas siguientes y ordenar las respuestas. El resultado llega a {{readers}}: cifras sobre al menos cinco personas, y citas solo de quienes lo permitieron.\n\nNadie sabrá quién participó, dijo que no o lo dejó.\n\nPuedes editar o borrar un mensaje en cualquier momento; el registro cambia con él. Escribe «borrar mis datos» para que se borre todo, también más adelante. {{platform}} guarda su propia copia de este chat, que no podemos borrar.',
  consented: 'Ya participas.',
  consentedQuotes:
    'Citas sin nombre: {{quotes}}. Publicación: {{release}}. Volver a preguntar: {{recontact}}.',
  on: 'sí',
  off: 'no',
  withdrawHint: 'Escribe «borrar mis datos» para retirarlo todo.',
  declined: 'No pasa nada. No volveré a escribirte sobre esto. Solo queda guardado que se te preguntó.',
  surveyIntro: 'Primero, {{count}} toques rápidos.',
  surveyIntroOne: 'Primero, un toque rápido.',
  surveyAfterIntro: 'Esas eran mis preguntas. Unos toques más para terminar:',
  tapOption: 'Toca una de las opciones, por favor, o escribe «saltar».',
  pickOne: 'Elige una opción',
  yes: 'Sí',
  no: 'No',
  opening:
    'No hay respuestas buenas ni malas. Puedes escribir «saltar», «pausa» o «parar» en cualquier momento.',
  closing: 'Antes de terminar: ¿hay algo que debería haber preguntado y no pregunté?',
  skipped: 'Sin problema, esa la dejamos.',
  paused: 'En pausa. Vuelve cuando quieras: toca aquí abajo o simplemente escribe.',
  resume: 'Seguir',
  resumed: 'Qué bien que estés de vuelta. Estábamos aquí:',
  notPaused: 'No estamos en pausa. Responde a la última pregunta cuando quieras.',
  stopped:
    'Gracias. Lo dejamos aquí, y lo que has contado se conserva. Escribe «borrar mis datos» si prefieres que se borre.',
  completed:
    'Gracias, eso era todo. Tus respuestas se analizan con un nombre en clave, y el equipo solo ve resultados de grupos de cinco personas o más. Escribe «borrar mis datos» cuando quieras para que se borren.',
  closedIdle:
    'Cierro aquí nuestra entrevista para que no se te quede pendiente. Lo que has contado se conserva; escribe «borrar mis datos» para que se borre. Gracias.',
  reminder:
    'Mi invitación de arriba sigue abierta, por si se te pasó. Son unos {{minutes}} minutos, cuando te venga bien. Decir que no también está bien.',
  lastReminder:
    'Mi invitación de arriba seguirá abierta un poco más. No te la recordaré otra vez. Si quieres participar, toca allí uno de los botones.',
  tooLate:
    'Gracias por volver sobre esto. La invitación ha caducado y ya no puedo incluirte. Solo queda guardado que se te preguntó.',
  nudge:
    'No hay prisa. Cuando quieras, seguimos con la última pregunta. Escribe «parar» si prefieres dejarlo.',
  deleteConfirm:
    'Esto borra todo lo que me has contado y no se puede deshacer. Escribe BORRAR para confirmarlo, o sigue sin más.',
  deleted:
    'Hecho. Todo lo que me has contado está borrado aquí. {{platform}} aún tiene su propia copia de este chat; allí puedes borrar tus mensajes.',
  tapFirst:
    'Toca primero uno de los botones de arriba, por favor: no pregunto nada antes de que aceptes. Lo que acabas de escribir no se ha guardado.',
  over: 'Nuestra entrevista ha terminado, así que no he guardado este mensaje. Escribe «borrar mis datos» para que se borre la entrevista.',
  nothingOpen:
    '¡Hola! Aquí hago entrevistas de investigación. Ahora mismo no tienes ninguna abierta, y no he guardado tu mensaje.',
  why: '{{asker}} pregunta sobre {{domain}}. Quién lee las respuestas: {{readers}}, con un nombre en clave y en grupos de cinco personas o más. Un modelo de IA ({{model}}) formula mis preguntas. {{platform}} guarda su propia copia de este chat. Preguntas: {{contact}}.',
  help: 'Puedes escribir: saltar, pausa, continuar, parar, por qué (quién lee esto), mis datos, borrar mis datos.',
  myData:
    'Todo lo que me has contado está en este chat. Tengo guardados {{turns}} mensajes tuyos y {{answers}} respuestas con botones, con un nombre en clave. Escribe «borrar mis datos» para que se borren.',
  human: 'Soy una IA, no una persona. Puedes escribir a una persona: {{contact}}.',
  tryAgain: 'Eso no ha llegado. Inténtalo de nuevo en un momento, por favor.',
  textPlease: 'Solo puedo leer texto. ¿Podrías decirlo con palabras?',
  stale: 'Eso ya no está abierto.',
  studyPaused: 'El equipo ha puesto este estudio en pausa. Estaré aquí cuando siga.',
  oneAtATime:
    'Una entrevista cada vez, por favor: estamos en medio de otra. Ponla en pausa o termínala, y vuelve a tocar aquí.',
  care: 'Gracias por contármelo. Suena duro, y esta entrevista no importa más que tú. Si necesitas a alguien ahora, busca a personas de confianza o llama a la línea de ayuda o de emergencias de tu zona. Aquí puedes hacer una pausa o parar en cualquier momento. Una persona del equipo: {{contact}}.',
  howToLeave:
    'Tú decides: escribe «saltar» para dejar esta pregunta, «pausa» para descansar, «parar» para terminar. Si no, sigue con tu respuesta.',
  late: 'Siento que hayas tenido que esperar: no he podido leer lo que escribiste hasta ahora.',
  holding: 'Un momento, por favor: sigo con lo que has escrito.',
  backToQuestion: 'Solo puedo llevar esta entrevista, así que volvamos a ella: ',
  cannotReach:
    'No he podido escribirte: parece que tus mensajes directos están cerrados para mí. Permite los mensajes directos de este servidor y vuelve a intentarlo.',
  noSharedSpace:
    'No he podido escribirte: parece que ya no compartimos ningún servidor. Cuando lo compartamos, vuelve a intentarlo.',
  joinAgain: 'Volver a intentarlo',
  writesLater:
    'Ya participas. {{platform}} solo me deja empezar unas pocas conversaciones a la vez, así que mi mensaje llegará más tarde. Si prefieres no esperar, escríbeme tú primero: basta con cualquier mensaje directo.',
  wroteToYou: 'Te he escrito un mensaje directo.',
  alreadyIn: 'Ya participas: mira en nuestros mensajes directos.',
  tooYoung: 'Gracias, pero este estudio es para personas de {{age}} años o más. No se ha guardado nada.',
  post: 'A {{asker}} le gustaría conocer la experiencia de los miembros sobre {{domain}}: unos {{minutes}} minutos por mensaje directo con un entrevistador de IA ({{model}}). Quién lee las respuestas: {{readers}}, con un nombre en clave. Nadie de aquí ve quién participa. Es voluntario.',
  notRunning: 'Este estudio no admite a nadie más por ahora.',
  joinTitle: 'Participar en una entrevista',
  joinZone: 'Tu zona horaria',
  joinZoneHint: 'Para no escribirte nunca de noche',
  joinOldEnough: '¿Tienes {{age}} años o más?',
  joinSubmit: 'Seguir',
  overviewTitle: 'Tus entrevistas',
  overviewNone: 'Aquí hago entrevistas de investigación. Ahora mismo no hay ninguna para ti.',
  overviewInvited: 'Tienes una invitación: unos {{minutes}} minutos. Está en nuestro chat, con sus botones.',
  overviewBegun: 'En marcha. La pregunta abierta está en nuestro chat.',
  overviewPaused: 'En pausa. Sigue cuando quieras.',
  overviewCompleted: 'Terminada. Gracias.',
  overviewPartial: 'Terminada antes de tiempo. Lo que has contado se conserva.',
  overviewDeclined: 'Dijiste que no. No vuelvo a preguntar.',
  overviewWithdrawn: 'Borrada. Aquí no queda nada de lo que me contaste.',
  overviewExpired: 'La invitación ha caducado.',
  overviewUnreachable: 'No pude contactar contigo para esto.',
  overviewDelete: 'Para borrar todo lo que me has contado, escribe BORRAR en nuestro chat.',
  pause: 'Pausa',
  stop: 'Parar',
  whoReads: 'Quién lo lee',
  seeMyData: 'Mis datos',
  deleteMyData: 'Borrar mis datos',
}
