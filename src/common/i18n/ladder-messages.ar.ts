import { tellBy } from './message-patterns.js';

const STAGES: Readonly<Record<string, string>> = {
  grace: 'المهلة',
  warning: 'التنبيه',
  suspended: 'التعليق',
  terminated: 'الإنهاء',
};

const ACTS: Readonly<Record<string, string>> = {
  suspend: 'إيقاف الخدمة',
  terminate: 'إنهاء الخدمة',
  inventory_return: 'طلب إعادة الأجهزة',
  collections: 'الإحالة إلى التحصيل الخارجي',
};

const word = (value = ''): string => STAGES[value] ?? ACTS[value] ?? `\u2066${value}\u2069`;

/** Says in Arabic what the rules of a ladder of dunning say in English. */
export const ladderMessageAr = tellBy([
  [
    /^must be after day (\d+), the first of (\w+)$/,
    (day, stage) => `يجب أن يأتي بعد اليوم ${day}، أول أيام ${word(stage)}`,
  ],
  [
    /^must be after day (\d+): days are in order/,
    (day) => `يجب أن يأتي بعد اليوم ${day}: الأيام مرتبة، والمحاولة الأولى في اليوم 1`,
  ],
  [
    /^must be before day (\d+), on which the service is terminated$/,
    (day) => `يجب أن يأتي قبل اليوم ${day} الذي تُنهى فيه الخدمة`,
  ],
  [
    /^must be after day (\d+): one step a day/,
    (day) => `يجب أن يأتي بعد اليوم ${day}: خطوة واحدة في اليوم، بالترتيب`,
  ],
  [/^must send a mail or do something$/, () => 'يجب أن يرسل رسالة أو يفعل شيئًا'],
  [/^must stand beside the mail that warns$/, () => 'يجب أن يقترن بالرسالة التي تنذر'],
  [/^must be left out: (\w+) does not warn of it$/, (mail) => `لا مكان له: لا تنذر به الرسالة ${word(mail)}`],
  [/^must say what the mail warns of/, () => 'يجب أن يذكر ما تنذر به الرسالة: suspend أو terminate'],
  [/^must be on the day that does (\w+)$/, (act) => `يجب أن تكون في يوم ${word(act)}`],
  [
    /^must have a step on day (\d+) that does (\w+)$/,
    (day, act) => `يجب أن تكون في اليوم ${day} خطوة فيها ${word(act)}`,
  ],
  [/^must be left out: no step does (\w+)$/, (act) => `لا مكان له: لا خطوة فيها ${word(act)}`],
  [
    /^must do (\w+) on the first day of (\w+) only$/,
    (act, stage) => `لا يجوز ${word(act)} إلا في أول أيام ${word(stage)}`,
  ],
  [/^must be before day (\d+), of which it warns$/, (day) => `يجب أن يأتي قبل اليوم ${day} الذي ينذر به`],
  [
    /^must warn of (\w+) by a mail on day (-?\d+) or earlier$/,
    (act, day) => `يجب الإنذار قبل ${word(act)} برسالة في اليوم ${day} أو قبله`,
  ],
  [
    /^must do (\w+) in the stage terminated only$/,
    (act) => `لا يجوز ${word(act)} إلا في مرحلة ${word('terminated')}`,
  ],
  [/^must not be above by_hand_per_30d$/, () => 'يجب ألا يزيد على by_hand_per_30d'],
  [
    /^must be at most (\d+), the network's own limit$/,
    (most) => `يجب ألا يزيد على ${most}، وهو حد الشبكة نفسها`,
  ],
  [/^must be 1, the day of the first failure$/, () => 'يجب أن يكون 1، يوم أول فشل'],
  [/^must name nothing twice$/, () => 'يجب ألا يتكرر فيه شيء'],
  [/^must be a time of day/, () => 'يجب أن يكون وقتًا من اليوم مثل "09:00"'],
  [
    /^must name a customer_type, a service_type or a billing_mode$/,
    () => 'يجب أن يذكر customer_type أو service_type أو billing_mode',
  ],
]);
