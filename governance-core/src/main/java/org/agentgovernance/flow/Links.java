package org.agentgovernance.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds web and mail addresses in a text. Errs on the side of finding too many: any word that reads
 * like a host name is one, unless it ends like a document and nothing else says that it is a link.
 */
final class Links {
  /** A host: labels with dots between them, the last of at least two letters, or four numbers. */
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[^./@:]+\\.)+[\\p{L}\\uFFFD]{2,}\\.?(?::[0-9]+)?|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?::[0-9]+)?");

  /** Endings of documents that are no top-level domains. */
  private static final Set<String> DOCUMENTS =
      Set.of(
          "txt", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv", "json", "xml", "yaml",
          "yml", "png", "jpg", "jpeg", "gif", "log", "html", "htm");

  private Links() {}

  /** The links of a text, each a word in its normal form without the slashes before it. */
  static List<String> in(String raw) {
    if (raw.indexOf('.') < 0 && raw.indexOf('@') < 0 && raw.indexOf('/') < 0 && isAscii(raw)) {
      return List.of();
    }
    List<String> links = new ArrayList<>();
    String text = NormalForm.ofText(raw);
    int start = Words.start(text, 0);
    while (start < text.length()) {
      int end = Words.end(text, start);
      int from = start;
      while (from < end && text.charAt(from) == '/') {
        from++;
      }
      String word = text.substring(from, end);
      if (isLink(word, from - start >= 2 && start > 0 && text.charAt(start - 1) == ':')) {
        links.add(word);
      }
      start = Words.start(text, end);
    }
    return links;
  }

  private static boolean isLink(String word, boolean afterScheme) {
    if (afterScheme || word.startsWith("www.") || word.indexOf('@') > 0) {
      return true;
    }
    int slash = word.indexOf('/');
    String host = slash < 0 ? word : word.substring(0, slash);
    return HOST.matcher(host).matches()
        && (slash >= 0 || !DOCUMENTS.contains(host.substring(host.lastIndexOf('.') + 1)));
  }

  private static boolean isAscii(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
