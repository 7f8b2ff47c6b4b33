import type { AddressRefusal } from "../../../contract/index.ts";
import type { ErrorWords } from "../../language.ts";
import { kept } from "./kept.ts";

const checkAddress = "Bitte die Adresse des Hubs in den Einstellungen prüfen.";
const startAnew = "Bitte die Seite des Modells neu öffnen und von vorn beginnen.";

const refusals: Readonly<Record<AddressRefusal, (scheme: string) => string>> = {
  "too-long": () => "eine zu lange Adresse",
  scheme: (scheme) => `das Schema ${scheme}`,
  password: () => "ein Passwort in der Adresse",
  "not-encrypted": () => "unverschlüsselt",
  "this-computer": () => "dieser Computer selbst",
  "private-address": () => "eine private Adresse",
};

/** Where a proxy is set; what the environment says is read at the start. */
const proxyIn = (variable: string | null): string => variable ?? "den Proxy unter „Netzwerk“ in den Einstellungen";
const proxyIs = (variable: string | null): string => variable ?? "Der Proxy unter „Netzwerk“ in den Einstellungen";
const thenStart = (variable: string | null): string => (variable === null ? "" : " und Bitloft neu starten");
const setIn = (variable: string | null): string => variable ?? "Die Adresse des Hubs in den Einstellungen";
const ownWords = (said: string): string => (said === "" ? "" : `: ${said}`);

/** "in 40 s", "in 3 Minuten". */
function inTime(seconds: number | null): string {
  if (seconds === null) return "in einigen Minuten";
  return `in ${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} Minuten`}`;
}

type HubCode =
  | "hub-offline"
  | "hub-timeout"
  | "hub-rate-limited"
  | "hub-not-found"
  | "hub-gated"
  | "hub-bad-token"
  | "hub-bad-answer"
  | "hub-refused-address"
  | "remote-changed"
  | "transfer-failed";

export const hub: Pick<ErrorWords, HubCode> = {
  "hub-offline": {
    ...kept,
    unreachable: ({ host }) =>
      `${host} ist nicht erreichbar. Bitte die Internetverbindung prüfen und es erneut versuchen; was installiert ist, läuft auch ohne.`,
    "proxy-down": ({ proxy, variable }) =>
      `Der Proxy ${proxy} antwortet nicht. Bitte ihn starten oder ${proxyIn(variable)} berichtigen${thenStart(variable)}.`,
    "proxy-refused": ({ proxy, host, variable }) =>
      `Der Proxy ${proxy} hat Bitloft nicht zu ${host} durchgelassen. Bitte ${proxyIn(variable)} prüfen oder beim Betreiber des Proxys nachfragen.`,
    "proxy-wants-password": ({ proxy, variable, scheme }) =>
      `Der Proxy ${proxy ?? "zwischen diesem Computer und dem Hub"} verlangt Benutzernamen und Passwort. ${variable === null ? "Bitte beides unter „Netzwerk“ in den Einstellungen angeben." : `Bitte ${variable} auf ${scheme}//user:password@host:port setzen und Bitloft neu starten.`}`,
    "no-download": () =>
      "Der Hub antwortet nicht, daher lässt sich gerade nichts herunterladen. Bitte online erneut versuchen.",
    registry: () =>
      "Die Registry ist nicht erreichbar. Was angekommen ist, bleibt erhalten: bitte online erneut versuchen.",
  },
  "hub-timeout": {
    ...kept,
    "no-answer": ({ host, waitedMs }) =>
      `${host} hat ${waitedMs === null ? "" : `innerhalb von ${Math.round(waitedMs / 1000)} s `}nicht geantwortet. Bitte erneut versuchen oder die Verbindung prüfen.`,
    "too-slow": ({ host }) =>
      `${host} antwortet zu langsam. Bitte später oder aus einem anderen Netz erneut versuchen.`,
    "server-trouble": ({ host, status }) =>
      `${host} hat eine Störung (${status}). Bitte in einer Minute erneut versuchen.`,
    stalled: ({ bytes, seconds }) => `${seconds} s lang kam ${bytes === 0 ? "nichts" : "fast nichts"} an.`,
    registry: () => "Die Registry antwortet nicht. Was angekommen ist, bleibt erhalten: bitte später erneut versuchen.",
  },
  "hub-rate-limited": {
    ...kept,
    limited: ({ host, retryAfterSeconds, hasToken }) =>
      `${host} nimmt von hier vorerst keine weiteren Anfragen an. Bitte ${inTime(retryAfterSeconds)} erneut versuchen.${hasToken ? "" : " Ein Hub-Token in den Einstellungen erhöht die Grenze."}`,
    "slow-down": () => "Der Hub begrenzt die Anfragen. Bitte einige Minuten warten und dann fortsetzen.",
    registry: () => "Die Registry begrenzt die Anfragen. Bitte einige Minuten warten und es dann erneut versuchen.",
  },
  "hub-not-found": {
    ...kept,
    version: ({ repository }) =>
      `${repository ?? "Das Repository"} hat diese Version nicht mehr. Beim erneuten Öffnen erscheint die aktuelle.`,
    file: ({ path, repository }) =>
      `${path ?? "Die Datei"} ist nicht mehr in ${repository ?? "diesem Repository"}. Beim erneuten Öffnen erscheint, was jetzt darin ist.`,
    repository: ({ repository, hasToken }) => {
      const what =
        repository === null ? "Diese Seite gibt es auf dem Hub nicht." : `${repository} gibt es auf dem Hub nicht.`;
      const hint = hasToken
        ? "Bitte den Namen prüfen; vielleicht wurde es umbenannt oder gelöscht, oder das Token hat keinen Zugriff."
        : "Bitte den Namen prüfen; vielleicht wurde es umbenannt oder gelöscht. Ist es privat, gehört ein Hub-Token in die Einstellungen.";
      return `${what} ${hint}`;
    },
  },
  "hub-gated": {
    ...kept,
    "accept-terms": () =>
      "Bitte auf der Seite des Modells den Bedingungen zustimmen und dann das Zugriffstoken in die Einstellungen eintragen.",
    "ask-owner": () =>
      "Bitte auf der Seite des Modells um Zugriff bitten, den der Eigentümer von Hand gewährt; dann das Zugriffstoken in die Einstellungen eintragen.",
    "repository-asks": ({ repository }) =>
      `${repository} verlangt, dass alle den Bedingungen zustimmen. Bitte auf der Seite um Zugriff bitten und dann das Hub-Token in die Einstellungen eintragen.`,
    terms: ({ repository, hasToken }) =>
      `${repository ?? "Das Repository"} verlangt zuerst die Zustimmung zu den Bedingungen. Bitte die Seite im Browser öffnen, um Zugriff bitten und ${hasToken ? "es nach der Freigabe erneut versuchen" : "dann das Hub-Token in die Einstellungen eintragen"}.`,
    forbidden: ({ repository, said }) =>
      `Der Hub verweigert ${repository ?? "den Zugriff"}${ownWords(said)}. Was fehlt, steht auf der Seite im Browser.`,
  },
  "hub-bad-token": {
    ...kept,
    refused: () =>
      "Der Hub nimmt das Token nicht an. Vielleicht ist es abgelaufen: bitte auf huggingface.co ein neues anlegen oder es aus den Einstellungen entfernen.",
  },
  "hub-bad-answer": {
    ...kept,
    "no-web-server": ({ host }) => `${host} antwortet nicht wie ein Webserver. ${checkAddress}`,
    "unreadable-address": () => "Der Hub nannte eine Adresse, die nicht lesbar ist. Bitte später erneut versuchen.",
    circles: ({ host }) =>
      host === null
        ? "Der Hub leitet Bitloft im Kreis. Bitte später erneut versuchen."
        : `${host} leitet Bitloft im Kreis. Bitte später erneut versuchen oder die Adresse des Hubs in den Einstellungen prüfen.`,
    encoding: ({ host, encoding }) => `Die Antwort von ${host} hat eine nicht lesbare Form (${encoding}).`,
    damaged: ({ host }) => `Die Antwort von ${host} ist beschädigt. Bitte erneut versuchen.`,
    "too-large": ({ host }) => `Die Antwort von ${host} ist größer, als Bitloft annimmt.`,
    "web-page": ({ host }) =>
      `${host} hat eine Webseite statt Daten geschickt. Vielleicht verlangt dieses Netz erst eine Anmeldung im Browser, oder die Adresse des Hubs in den Einstellungen ist falsch.`,
    "cut-off": ({ host }) => `Die Antwort von ${host} ist beschädigt oder abgeschnitten. Bitte erneut versuchen.`,
    "other-shape": ({ host }) =>
      `${host} antwortet nicht wie der Hub. Bitte die Adresse des Hubs in den Einstellungen prüfen oder es später erneut versuchen.`,
    status: ({ host, status, said }) => `${host} antwortete ${status}${ownWords(said)}. ${checkAddress}`,
    "other-part": ({ path }) =>
      `Der Hub hat nicht den verlangten Teil von ${path} geschickt. Bitte erneut versuchen oder die Adresse des Hubs in den Einstellungen prüfen.`,
    "web-page-instead-of-file": () =>
      "Statt der Datei kam eine Webseite. Das geschieht in Netzen, die eine Anmeldung verlangen: bitte einen Browser öffnen und dann fortsetzen.",
    registry: () =>
      "Die Registry hat etwas anderes als die Datei geschickt. Das geschieht in Netzen, die eine Anmeldung verlangen: bitte einen Browser öffnen und es dann erneut versuchen.",
  },
  "hub-refused-address": {
    ...kept,
    "pointed-elsewhere": ({ hub: from, reason, scheme }) =>
      `Der Hub ${from} verwies auf eine Adresse, der Bitloft nicht folgt (${refusals[reason](scheme)}). Bei einem Spiegelserver oder Proxy bitte die Adresse des Hubs in den Einstellungen prüfen.`,
    "private-address": ({ host }) =>
      `${host} führt zu einer privaten Adresse, der Bitloft nicht folgt. Bitte das Netz oder die Adresse des Hubs in den Einstellungen prüfen.`,
    certificate: ({ host }) =>
      `Dem Zertifikat von ${host} ist nicht zu trauen. Vielleicht steht eine Anmeldeseite des Netzes oder ein Filter dazwischen; bitte dort anmelden oder ein anderes Netz versuchen.`,
    "proxy-kind": ({ variable, shown, kind }) =>
      `${proxyIs(variable)} ist „${shown}“: ein ${kind}-Proxy, den Bitloft nicht nutzen kann. Möglich sind http://host:port oder socks5://host:port${variable === null ? "" : "; danach Bitloft neu starten"}.`,
    "no-proxy-address": ({ variable, shown }) =>
      `${proxyIs(variable)} ist „${shown}“: keine Adresse eines Proxys. Möglich sind http://host:port oder socks5://host:port${variable === null ? "" : "; danach Bitloft neu starten"}.`,
    "list-continues-elsewhere": ({ host, next }) =>
      `${host} hat die nächste Seite dieser Liste auf einem anderen Server${next === null ? "" : ` (${next})`}, dem Bitloft nicht folgt.`,
    "endpoint-no-address": ({ variable, shown, example }) =>
      `${setIn(variable)} ist „${shown}“ und damit keine Webadresse. Richtig ist zum Beispiel ${example}; sonst bitte entfernen.`,
    "endpoint-holds-credentials": ({ variable }) =>
      `${setIn(variable)} enthält einen Namen oder ein Passwort, das in Protokollen landen würde. Bitte ohne schreiben oder entfernen.`,
  },
  "remote-changed": {
    ...kept,
    "other-version": ({ repository }) =>
      `Der Hub hat für eine andere Version von ${repository} geantwortet. Beim erneuten Öffnen erscheint die aktuelle.`,
    "other-file": () => `Die Datei auf dem Hub ist nicht die ausgewählte. ${startAnew}`,
    "while-fetched": () => "Die Datei hat sich auf dem Hub während des Downloads geändert.",
    "keeps-changing": () => `Die Datei ändert sich auf dem Hub immer wieder. ${startAnew}`,
    registry: () => "Die Datei der Registry ändert sich während des Downloads. Bitte später erneut versuchen.",
  },
  "transfer-failed": {
    ...kept,
    "link-expired": () => "Der Link ist abgelaufen.",
    "part-gone": () => "Der Speicher des Hubs hat diesen Teil der Datei nicht mehr.",
    "storage-error": () => "Der Speicher des Hubs meldet einen Fehler.",
    "storage-busy": () =>
      "Der Speicher des Hubs ist ausgelastet. Bitte in einigen Minuten erneut versuchen; was angekommen ist, bleibt erhalten.",
    "other-file": () => "Der Speicher des Hubs hat eine andere Datei als die ausgewählte.",
    "other-part": () => "Der Speicher des Hubs hat einen anderen Teil der Datei geschickt als verlangt.",
    "not-the-file": () => "Der Speicher des Hubs hat etwas anderes als die Datei geschickt.",
    "part-ignored": () => "Der Speicher des Hubs hat nicht beachtet, welcher Teil verlangt war.",
    refused: ({ status }) =>
      `Der Speicher des Hubs verweigert den Download (HTTP ${status}), auch mit neuen Links. Bitte später erneut versuchen; was angekommen ist, bleibt erhalten.`,
    gone: ({ status }) =>
      `Der Speicher des Hubs hat die ausgewählte Datei nicht (HTTP ${status}), auch mit einem neuen Link nicht. ${startAnew}`,
    "ended-early": () => "Die Verbindung endete vorzeitig.",
    "connection-lost": () => "Die Verbindung ist abgebrochen.",
    registry: () =>
      "Die Verbindung zur Registry ist abgebrochen. Was angekommen ist, bleibt erhalten: bitte erneut versuchen.",
  },
};
