package org.agentgovernance.catalog;

import org.agentgovernance.json.Names;

/**
 * One reviewed tool: a version and the descriptor that it had when it was reviewed. Immutable.
 *
 * @param version the version, 1 to 64 visible characters of ASCII
 * @param descriptor the descriptor; its name is 1 to 64 of {@code A-Z a-z 0-9 _ . -}
 */
public record CatalogEntry(String version, ToolDescriptor descriptor) {
  static final String PREFIX = "tool/";
  private static final int MOST_VERSION_CHARS = 64;

  /** Checks name and version. */
  public CatalogEntry {
    if (!Names.isTool(descriptor.name())) {
      throw new IllegalArgumentException("a tool's name has 1 to 64 of A-Z a-z 0-9 _ . -");
    }
    if (!isVersion(version)) {
      throw new IllegalArgumentException(
          "a tool's version has 1 to " + MOST_VERSION_CHARS + " visible characters of ASCII");
    }
  }

  /**
   * What the entry is called in the statement.
   *
   * @return {@code tool/<name>@<version>}
   */
  public String subject() {
    return subject(descriptor.name(), version);
  }

  static String subject(String tool, String version) {
    return PREFIX + tool + "@" + version;
  }

  /** Whether a text is {@code tool/<name>} or {@code tool/<name>@<version>}. */
  static boolean isSubject(String text) {
    if (!text.startsWith(PREFIX)) {
      return false;
    }
    int at = text.indexOf('@');
    String name = at < 0 ? text.substring(PREFIX.length()) : text.substring(PREFIX.length(), at);
    return Names.isTool(name) && (at < 0 || isVersion(text.substring(at + 1)));
  }

  private static boolean isVersion(String text) {
    return !text.isEmpty()
        && text.length() <= MOST_VERSION_CHARS
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
