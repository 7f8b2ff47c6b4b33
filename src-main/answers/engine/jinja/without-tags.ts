/** Without "<...>" and "<!-- ... -->". A search, as an expression would look for each end that is not there from every start. */
export function withoutTags(text: string): string {
  let kept = "";
  let from = 0;
  let hasComments = true;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", from)) {
    let end = -1;
    if (hasComments && text.startsWith("<!--", at)) {
      end = text.indexOf("-->", at + "<!--".length);
      if (end >= 0) end += "-->".length;
      else hasComments = false;
    }
    if (end < 0) {
      end = text.indexOf(">", at) + 1;
      if (end === 0) break;
    }
    kept += text.slice(from, at);
    from = end;
  }
  return kept + text.slice(from);
}
