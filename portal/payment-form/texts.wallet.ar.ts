import type { WalletTexts } from './form-texts.js';

/** What the form says in Arabic about a PayPal account. */
export const arabicWallet: WalletTexts = {
  lead: 'تتم الموافقة في نافذة PayPal نفسها، ولا يُخصم منك شيء الآن.',
  nicknameHint: 'لتمييز طرق الدفع بعضها من بعض، مثل «حساب PayPal الخاص بي».',
  makeDefault: 'استخدام حساب PayPal هذا لجميع الدفعات القادمة',
  makeDefaultHint: 'يصبح طريقة الدفع الافتراضية، ويمكنك تغيير ذلك لاحقًا.',
  privacy: 'تسجّل الدخول لدى PayPal مباشرةً، ولا نطّلع على كلمة مرورك ولا على بياناتك المصرفية.',
  status: {
    loading: 'يجري تحميل PayPal.',
    ready: 'زر PayPal جاهز.',
    submitting: 'تابع في نافذة PayPal…',
    bankMayAsk: 'نافذة PayPal مفتوحة. نرجو إبقاء هذه الصفحة مفتوحة أيضًا.',
  },
  doneTitle: 'أُضيف حساب PayPal',
  nowDefault: 'وهو الآن طريقة الدفع الافتراضية لجميع الدفعات.',
  trouble: {
    closed: {
      title: 'أُغلقت نافذة PayPal',
      hint: 'لم يُحفظ شيء. اضغط الزر مرة أخرى متى شئت، أو اختر طريقة دفع أخرى.',
    },
    canceled: {
      title: 'توقفت قبل حفظ حساب PayPal',
      hint: 'لم يُحفظ شيء. حاول مرة أخرى متى شئت.',
    },
    issuer: {
      title: 'لم يسمح PayPal باستخدام هذا الحساب',
      hint: 'راجع حسابك لدى PayPal فقد تجد رسالة بالسبب، أو اختر طريقة دفع أخرى.',
    },
    revoked: {
      title: 'لم يعد PayPal يسمح بالدفع من هذا الحساب',
      hint: 'راجع حسابك لدى PayPal فقد تجد رسالة بالسبب، أو اختر طريقة دفع أخرى.',
    },
    script_blocked: {
      title: 'لم يُحمَّل PayPal',
      hint: 'يأتي الزر من PayPal، وقد منعه شيء ما في الطريق.',
      steps: [
        'أوقف مانع الإعلانات أو السكربتات لهذه الصفحة.',
        'تحقق من اتصالك بالإنترنت؛ وإن كنت على شبكة العمل فجرّب شبكة أخرى.',
        'أو اختر طريقة دفع أخرى أعلاه.',
      ],
    },
    form_refused: {
      title: 'لا يمكن استخدام PayPal هنا الآن',
      hint: 'لا علاقة لهذا بحسابك. حاول مرة أخرى، أو اختر طريقة دفع أخرى.',
    },
    vendor_unavailable: {
      title: 'PayPal لا يستجيب',
      hint: 'لم يُحفظ شيء. انتظر دقيقة ثم حاول مرة أخرى، أو اختر طريقة دفع أخرى.',
    },
    setup_expired: {
      title: 'بقي هذا النموذج مفتوحًا مدة طويلة',
      hint: 'فتحنا لك نموذجًا جديدًا. نرجو الضغط على زر PayPal مرة أخرى.',
    },
    card_number_refused: {
      title: 'كُتب رقم بطاقة في الحقل الخطأ',
      hint: 'احذفه من الاسم المميّز.',
    },
  },
};
