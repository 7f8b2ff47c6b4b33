/** Names and addresses that are this computer or the house's own: no server there has a certificate. */
const nearby =
  /^(localhost|.*\.localhost|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[::1\])$/;

/** Without slashes they would pass for a computer's name and its port. */
const otherSchemes = /^(?:javascript|data|file|ftp|blob|about|mailto|wss?|socks\w*):/i;

/**
 * The address of a Hub or a mirror as people write it ("hf-mirror.com", "127.0.0.1:8080", "https://mirror.example/hub/"), whole and
 * without a slash at the end. Null for what is none.
 */
export function hubAddress(text: string): string | null {
  const trimmed = text.trim();
  const isWhole = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed);
  // A number alone would be read as an address: 8080 as 0.0.31.144.
  if (trimmed === "" || /^\d+$/.test(trimmed) || /[\s\\]/.test(trimmed) || otherSchemes.test(trimmed)) return null;
  const full = isWhole ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  // The token goes there in a header, and a password would end up in logs.
  if (url.hostname === "" || url.username !== "" || url.password !== "") return null;
  if (!isWhole && nearby.test(url.hostname)) {
    // Parsed again, since a port of 443 is left out of an https address.
    return hubAddress(`http://${trimmed}`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
