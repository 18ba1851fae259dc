/** The parts of the console in the order of the menu; each is offered to whoever may call its procedure. */
export const sections = [
  { path: "/viewers", needs: "admin.viewers.search", words: { en: "Viewers", ru: "Зрители" } },
  {
    path: "/subscriptions",
    needs: "admin.subscriptions.search",
    words: { en: "Subscriptions", ru: "Подписки" },
  },
  { path: "/payments", needs: "admin.payments.search", words: { en: "Payments", ru: "Оплаты" } },
  { path: "/approvals", needs: "admin.approvals.list", words: { en: "Approvals", ru: "Согласования" } },
  { path: "/charging", needs: "admin.charging.status", words: { en: "Kill switch", ru: "Стоп-кран" } },
  { path: "/mailings", needs: "admin.mailings.list", words: { en: "Mailings", ru: "Рассылки" } },
  { path: "/reports", needs: "admin.reports.revenue", words: { en: "Reports", ru: "Отчёты" } },
  {
    path: "/catalogue",
    needs: "admin.catalogue.list",
    words: { en: "Plans and prices", ru: "Планы и цены" },
  },
  { path: "/templates", needs: "admin.templates.list", words: { en: "Templates", ru: "Шаблоны писем" } },
  { path: "/letters", needs: "admin.letters.search", words: { en: "Letters", ru: "Письма" } },
  {
    path: "/dead-letters",
    needs: "admin.deadLetters.list",
    words: { en: "Dead letters", ru: "Недоставленное" },
  },
  {
    path: "/jobs",
    needs: "admin.jobs.list",
    words: { en: "Jobs", ru: "Задания" },
  },
  {
    path: "/audit",
    needs: "admin.audit.row",
    words: { en: "History", ru: "История" },
  },
  {
    path: "/reconciliation",
    needs: "admin.reconciliation.runs",
    words: { en: "Reconciliation", ru: "Сверка" },
  },
] as const;
