package org.agentgovernance.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The worst that a session has read so far, and which tools brought it. Immutable; {@link #join}
 * only ever makes it worse.
 *
 * @param integrity untrusted once any output was
 * @param tainting the first tools that returned untrusted output, for messages
 * @param confidentiality the highest of any output
 * @param confiding the first tools that returned output of that confidentiality, for messages
 */
record SessionLabel(
    Integrity integrity,
    List<String> tainting,
    Confidentiality confidentiality,
    List<String> confiding) {
  static final SessionLabel CLEAN =
      new SessionLabel(Integrity.TRUSTED, List.of(), Confidentiality.PUBLIC, List.of());

  private static final int MAX_TOOLS = 4;

  SessionLabel join(String tool, Integrity output, Confidentiality secrecy) {
    boolean taints = output == Integrity.UNTRUSTED;
    int step = secrecy.compareTo(confidentiality);
    List<String> nowTainting = taints ? with(tainting, tool) : tainting;
    List<String> nowConfiding =
        step > 0
            ? List.of(tool)
            : step == 0 && secrecy != Confidentiality.PUBLIC ? with(confiding, tool) : confiding;
    if (nowTainting == tainting && nowConfiding == confiding) {
      return this;
    }
    return new SessionLabel(
        taints ? Integrity.UNTRUSTED : integrity,
        nowTainting,
        step > 0 ? secrecy : confidentiality,
        nowConfiding);
  }

  boolean untrusted() {
    return integrity == Integrity.UNTRUSTED;
  }

  /** The label in a few words, such as {@code untrusted since read_file, user-confidential}. */
  String words() {
    return (untrusted() ? "untrusted since " + tainting.get(0) : "trusted")
        + ", "
        + words(confidentiality);
  }

  static String words(Confidentiality confidentiality) {
    return confidentiality == Confidentiality.PUBLIC
        ? "public"
        : confidentiality.name().toLowerCase(Locale.ROOT) + "-confidential";
  }

  private static List<String> with(List<String> tools, String tool) {
    if (tools.size() == MAX_TOOLS || tools.contains(tool)) {
      return tools;
    }
    List<String> more = new ArrayList<>(tools);
    more.add(tool);
    return List.copyOf(more);
  }
}
