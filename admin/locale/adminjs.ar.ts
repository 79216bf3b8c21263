/** Arabic for the texts of AdminJS itself that can still be seen: its own error boxes. Everything else on screen is ours. */
export const adminjsAr = {
  messages: {
    pageNotFound_title: 'الصفحة غير موجودة',
    pageNotFound_subtitle: 'لا توجد صفحة بهذا الاسم: <strong>{{pageName}}</strong>',
    componentNotFound_title: 'تعذر عرض الصفحة',
    componentNotFound_subtitle: 'أعد تحميل الصفحة.',
    forbiddenError: 'دورك لا يسمح بذلك.',
    anyForbiddenError: 'دورك لا يسمح بذلك.',
    errorFetchingRecords: 'تعذر تحميل القائمة.',
    errorFetchingRecord: 'تعذر تحميل هذا السجل.',
    noActionComponent: 'تعذر عرض الصفحة.',
    error404Resource: 'لا توجد قائمة بهذا الاسم.',
    error404Action: 'لا توجد صفحة بهذا العنوان.',
    error404Record: 'لا يوجد سجل بهذا العنوان.',
    seeConsoleForMore: 'أعد تحميل الصفحة وحاول مجددًا.',
  },
} as const;
