/** Arabic for the texts of AdminJS itself that can still be seen; everything else on screen is ours. */
export const adminjsAr = {
  messages: {
    pageNotFound_title: 'الصفحة غير موجودة',
    pageNotFound_subtitle: 'لا توجد صفحة بهذا الاسم: <strong>{{pageName}}</strong>',
    componentNotFound_title: 'تعذر عرض الصفحة',
    componentNotFound_subtitle: 'أعد تحميل الصفحة.',
    forbiddenError: 'دورك لا يسمح بذلك.',
    seeConsoleForMore: 'أعد تحميل الصفحة وحاول مجددًا.',
  },
} as const;
