/** Somebody who can sign in at the development issuer. */
export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly password: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Language of letters and pages: "ru" or "en". */
  readonly locale: string;
  /** Realm roles, beside those that Keycloak gives everybody. */
  readonly roles: readonly string[];
  /** Client roles: `resource_access[client].roles`. */
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>;
}

/** The people that a fresh sandbox knows; the password of each is `cinema`. */
export const readyPeople: readonly Person[] = [
  person(1, "viewer", "Вера", "Зритель", "ru", []),
  person(2, "viewer2", "Victor", "Viewer", "en", []),
  person(3, "manager", "Мария", "Менеджер", "ru", ["Manager"]),
  person(4, "manager2", "Max", "Manager", "en", ["Manager"]),
  person(5, "support", "Степан", "Поддержка", "ru", ["Support"]),
  person(6, "finance", "Фаина", "Финансы", "ru", ["Finance"]),
  person(7, "auditor", "Arthur", "Auditor", "en", ["Auditor"]),
];

function person(
  number: number,
  name: string,
  givenName: string,
  familyName: string,
  locale: string,
  roles: readonly string[],
): Person {
  return {
    sub: `c1e3a000-0000-4000-8000-00000000000${number}`,
    email: `${name}@cinema.test`,
    password: "cinema",
    givenName,
    familyName,
    locale,
    roles,
  };
}

/** The person of that e-mail address, in any letter case. */
export function findByEmail(people: readonly Person[], email: string): Person | undefined {
  const wanted = email.trim().toLowerCase();
  return people.find((candidate) => candidate.email.toLowerCase() === wanted);
}

/** The person of that subject. */
export function findBySubject(people: readonly Person[], sub: string): Person | undefined {
  return people.find((candidate) => candidate.sub === sub);
}
