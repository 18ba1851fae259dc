import type { RefusalCode } from "@cinema/client/refusal";

type RefusalWords = { readonly [C in RefusalCode]: string };

const en: RefusalWords = {
  plan_unknown: "There is no such plan. Choose one from Plans and prices.",
  plan_inactive: "This plan is no longer sold. Choose another one, or put it on sale again.",
  already_subscribed: "The viewer already has a live subscription. Wait until it ends, or change that one.",
  too_many_attempts: "Too many payments were begun lately. Finish one of them, or try again in an hour.",
  consent_required: "Automatic renewal needs the viewer’s consent, which only he himself can give.",
  consent_outdated: "The terms of renewal have changed. The viewer has to read them and agree once more.",
  return_url_foreign: "A viewer is sent back to the cinema’s own pages only.",
  email_missing: "The account has no e-mail address, and letters and receipts need one. Add it there first.",
  payment_unknown: "There is no such payment. Look it up under Payments.",
  not_subscribed: "The viewer has no live subscription, so there is nothing to change.",
  nothing_due: "Nothing is owed: the paid period runs and no charge was declined.",
  payment_in_progress: "A payment for this period is under way. Wait for its outcome.",
  method_missing: "No card or wallet is saved to renew by. The viewer can save one when he pays.",
  method_unknown: "The viewer has no such linked card or wallet: it may be unlinked by now.",
  refund_not_paid: "This payment was not paid, so there is nothing to give back.",
  refund_period_over: "Only the running period can be given back. A Manager can set this rule aside.",
  refund_nothing_left: "Nothing is left of this payment to give back.",
  refund_too_large: "That is more than what is left of the payment. Name a smaller sum.",
  refund_too_old:
    "YooKassa gives a payment back for three years, one by SberPay for one year. Pay the viewer another way.",
  refund_not_proratable:
    "Only the running period, when it is the last paid one, has unused days. Give back all or a part.",
  refund_override_forbidden: "Only a Manager may set the rule for viewers aside. Ask one.",
  refund_above_limit:
    "With what the staff gave back before, this is more than Support may give. Ask a Manager.",
  refund_changed:
    "By now this would give back more than was asked for, or touch the subscription otherwise. Ask for it anew.",
  refund_unknown: "There is no such refund. Look at the payment it belongs to.",
  not_sent: "It has never left for YooKassa, so there is nothing to ask there.",
  provider_unaware:
    "YooKassa knows no such object. Compare its id in YooKassa’s cabinet, and tell an engineer.",
  provider_contradicts:
    "What YooKassa says contradicts our books, so nothing was changed. Compare both, and tell an engineer.",
  provider_rejects_us:
    "YooKassa does not accept our keys or grants us no such right. An engineer has to look at the shop’s settings.",
  provider_refused: "YooKassa did not accept the order. Nothing was charged; try again.",
  binding_unknown: "The viewer has begun no such change of card.",
  approval_unknown: "There is no such request. Look it up under Approvals.",
  approval_decided: "This request is decided already. Approvals says by whom and why.",
  approval_own: "Nobody approves or rejects his own request. Ask a colleague, or withdraw it.",
  own_affairs:
    "Nobody of the staff decides about his own payments and subscriptions. Ask a colleague, or do in your account what every viewer may.",
  approval_foreign: "Only whoever asked may withdraw a request. You can approve or reject it.",
  viewer_unknown: "There is no such viewer. Look him up under Viewers.",
  dead_letter_unknown: "This dead letter is there no more: it may have been sent again. Load the page anew.",
  job_run_unknown: "There is no such run of a job. Choose one under Jobs.",
  difference_unknown: "There is no such difference. Choose one under Reconciliation.",
  difference_closed: "This difference is closed already. Reconciliation says who closed it and how.",
  difference_without_action:
    "Nothing is ready to be done about this difference. Put it right as its text says, then dismiss it.",
  difference_action_unfit:
    "As things are by now the ready action does not fit any more. Look at the difference anew: it says why.",
  reconciliation_unknown: "There is no such comparison. Choose one under Reconciliation.",
  reconciliation_too_early:
    "Nothing of this span is over yet: the last ten minutes are still under way. Begin it earlier.",
  reconciliation_too_old: "YooKassa lists what is at most three years old. Begin the span later.",
  letter_unknown: "There is no such letter. Look it up under Letters.",
  letter_on_its_way: "This letter, or a copy of it, is being sent. Wait until it is sent or has failed.",
  letter_skipped: "This letter was not sent on purpose, so it is not sent again. Its page says why.",
  letter_outdated: "What this letter announces is no longer so, and a copy of it would mislead the viewer.",
  viewer_unreachable: "There is no e-mail address of this viewer, so nothing can be sent to him.",
  template_unknown: "There is no such template. Choose one under Templates, or save it first.",
  template_changed: "Somebody has saved another version meanwhile. Load it and save yours on top of it.",
  too_many_tests:
    "Too many letters were tried out within the last hour. Use the preview, or try again later.",
  mailing_unknown: "There is no such mailing. Choose one under Mailings.",
  mailing_state: "The mailing cannot do that now: somebody has changed it meanwhile. Load the page anew.",
  not_halted: "Charging is not halted, so there is nothing to let go on.",
  subscription_unknown: "There is no such subscription. Look it up under Subscriptions.",
  subscription_not_live: "This subscription has not begun or has ended, so nothing of it can be changed.",
  extension_too_short: "The paid period ended longer ago than that. Give days enough to reach beyond today.",
  type_unknown: "There is no such plan. Choose one from Plans and prices.",
  period_unworkable:
    "A period must be longer than three days, for each charge is announced three days before, and at most three years, for as long money can be given back.",
  price_unworkable: "YooKassa takes from 1 to 350 000 roubles at once. Name a price between.",
  price_start_past:
    "A price can only begin in the future. Name a later start; if this was asked for, withdraw it and ask anew.",
  price_start_taken: "Another price of this plan begins at that moment. Name another start.",
  price_unchanged: "This is the price that will be in force then anyway. Name another one.",
  idempotency_key_reused: "This was sent before with other contents. Close the dialog and begin anew.",
  call_in_progress: "The same is being done right now. Press again in a few seconds to see what came of it.",
};

const ru: RefusalWords = {
  plan_unknown: "Такого плана нет. Выберите план в «Планах и ценах».",
  plan_inactive: "Этот план больше не продаётся. Выберите другой или верните его в продажу.",
  already_subscribed: "У зрителя уже есть подписка. Дождитесь её конца или измените её.",
  too_many_attempts: "Слишком много начатых оплат. Закончите одну из них или попробуйте через час.",
  consent_required: "Для автопродления нужно согласие зрителя, а дать его может только он сам.",
  consent_outdated: "Условия продления изменились. Зритель должен прочитать их и согласиться ещё раз.",
  return_url_foreign: "Вернуть зрителя можно только на страницы самого кинотеатра.",
  email_missing: "В учётной записи нет почты, а без неё некуда слать письма и чеки. Сначала добавьте её там.",
  payment_unknown: "Такой оплаты нет. Найдите её в «Оплатах».",
  not_subscribed: "У зрителя нет действующей подписки, менять нечего.",
  nothing_due: "Платить не за что: оплаченный период идёт, отказов в списании не было.",
  payment_in_progress: "Оплата этого периода уже идёт. Дождитесь, чем она кончится.",
  method_missing:
    "Нет сохранённой карты или кошелька, продлевать нечем. Зритель сможет сохранить их при оплате.",
  method_unknown: "Такой карты или кошелька у зрителя нет: возможно, их уже отвязали.",
  refund_not_paid: "Эта оплата не прошла, возвращать нечего.",
  refund_period_over: "Вернуть можно только оплату текущего периода. Отступить от правила может менеджер.",
  refund_nothing_left: "От этой оплаты уже нечего возвращать.",
  refund_too_large: "Это больше, чем осталось от оплаты. Назовите сумму поменьше.",
  refund_too_old:
    "ЮKassa возвращает оплату в течение трёх лет, оплату через SberPay — одного года. Верните деньги другим путём.",
  refund_not_proratable:
    "Неиспользованные дни есть только у текущего периода, если он последний оплаченный. Верните всё или часть.",
  refund_override_forbidden: "Отступить от правила для зрителей может только менеджер. Попросите его.",
  refund_above_limit:
    "Вместе с тем, что сотрудники уже вернули, это больше, чем может вернуть поддержка. Попросите менеджера.",
  refund_changed:
    "Теперь вернулось бы больше, чем просили, или с подпиской стало бы иначе. Попросите об этом заново.",
  refund_unknown: "Такого возврата нет. Посмотрите на оплату, к которой он относится.",
  not_sent: "Это ещё не уходило в ЮKassa, спрашивать там не о чем.",
  provider_unaware: "ЮKassa такого не знает. Сверьте номер в кабинете ЮKassa и скажите инженеру.",
  provider_contradicts:
    "То, что говорит ЮKassa, противоречит нашим записям, поэтому ничего не изменено. Сравните то и другое и скажите инженеру.",
  provider_rejects_us:
    "ЮKassa не принимает наши ключи или не даёт нам такого права. Инженер должен проверить настройки магазина.",
  provider_refused: "ЮKassa не приняла заказ. Деньги не списаны, попробуйте ещё раз.",
  binding_unknown: "Такой смены карты зритель не начинал.",
  approval_unknown: "Такого запроса нет. Найдите его в «Согласованиях».",
  approval_decided: "По этому запросу уже решено. Кто и почему решил, стоит в «Согласованиях».",
  approval_own: "Свой запрос никто не согласует и не отклоняет. Попросите коллегу или отзовите запрос.",
  own_affairs:
    "О своих оплатах и подписках сотрудники не решают. Попросите коллегу или сделайте в своём кабинете то, что может каждый зритель.",
  approval_foreign: "Отозвать запрос может только тот, кто просил. Вы можете согласовать его или отклонить.",
  viewer_unknown: "Такого зрителя нет. Найдите его в «Зрителях».",
  dead_letter_unknown: "Этого сообщения здесь больше нет: возможно, его отправили снова. Обновите страницу.",
  job_run_unknown: "Такого запуска нет. Выберите его в «Заданиях».",
  difference_unknown: "Такого расхождения нет. Выберите его в «Сверке».",
  difference_closed: "Это расхождение уже закрыто. Кто и как его закрыл, стоит в «Сверке».",
  difference_without_action:
    "Готового действия для этого расхождения нет. Исправьте его так, как сказано в его тексте, и закройте.",
  difference_action_unfit:
    "Готовое действие уже не подходит к тому, как всё обстоит сейчас. Посмотрите на расхождение снова: там сказано почему.",
  reconciliation_unknown: "Такой сверки нет. Выберите её в «Сверке».",
  reconciliation_too_early:
    "Из этого срока ещё ничего не завершилось: последние десять минут не сверяются. Начните его раньше.",
  reconciliation_too_old: "ЮKassa показывает только последние три года. Начните срок позже.",
  letter_unknown: "Такого письма нет. Найдите его в «Письмах».",
  letter_on_its_way:
    "Это письмо или его копия сейчас отправляется. Дождитесь, пока оно уйдёт или не получится.",
  letter_skipped:
    "Это письмо не отправлено намеренно, поэтому снова его не отправляют. Почему, сказано на его странице.",
  letter_outdated: "То, о чём это письмо, уже не так: его копия ввела бы зрителя в заблуждение.",
  viewer_unreachable: "Почты этого зрителя у нас нет, поэтому отправить ему ничего нельзя.",
  template_unknown: "Такого шаблона нет. Выберите его в «Шаблонах писем» или сначала сохраните.",
  template_changed: "Тем временем кто-то сохранил другую версию. Загрузите её и сохраните свою поверх неё.",
  too_many_tests:
    "За последний час отправлено слишком много пробных писем. Смотрите предпросмотр или попробуйте позже.",
  mailing_unknown: "Такой рассылки нет. Выберите её в «Рассылках».",
  mailing_state: "Сейчас с рассылкой так нельзя: тем временем её кто-то изменил. Обновите страницу.",
  not_halted: "Списания не остановлены, возобновлять нечего.",
  subscription_unknown: "Такой подписки нет. Найдите её в «Подписках».",
  subscription_not_live: "Эта подписка ещё не началась или уже закончилась, менять в ней нечего.",
  extension_too_short:
    "Оплаченный период кончился раньше. Дайте столько дней, чтобы хватило и после сегодня.",
  type_unknown: "Такого плана нет. Выберите план в «Планах и ценах».",
  period_unworkable:
    "Период должен быть длиннее трёх дней (о списании предупреждают за три дня) и не больше трёх лет (дольше деньги не вернуть).",
  price_unworkable: "ЮKassa принимает за раз от 1 до 350 000 рублей. Назовите цену в этих пределах.",
  price_start_past:
    "Цена может начаться только в будущем. Назовите начало позже; если это был запрос, отзовите его и попросите заново.",
  price_start_taken: "В этот момент уже начинается другая цена этого плана. Назовите другое начало.",
  price_unchanged: "Эта цена и так будет тогда действовать. Назовите другую.",
  idempotency_key_reused: "Это уже отправляли с другим содержимым. Закройте окно и начните заново.",
  call_in_progress:
    "То же самое прямо сейчас уже делается. Нажмите ещё раз через несколько секунд, чтобы увидеть итог.",
};

/** What the service says no to and the way out, said to the staff; the service's own sentence is for programs. */
export const refusalWords = { en, ru };
