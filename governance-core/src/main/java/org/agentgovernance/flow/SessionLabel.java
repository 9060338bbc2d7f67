package org.agentgovernance.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The worst that a session has read so far, and which tools brought it. Immutable; {@link #join}
 * only ever makes it worse, and only a named endorsement makes it better.
 */
final class SessionLabel {
  static final SessionLabel CLEAN = new SessionLabel(Set.of(), Map.of());

  /** How many tools a message names. */
  private static final int NAMED = 4;

  /** Every tool that returned untrusted output, in order. */
  private final Set<String> untrustedTools;

  /** The worst of every tool that returned more than public output, in order. */
  private final Map<String, Confidentiality> confidentialTools;

  private final Confidentiality confidentiality;

  private SessionLabel(Set<String> untrustedTools, Map<String, Confidentiality> confidentialTools) {
    this.untrustedTools = untrustedTools;
    this.confidentialTools = confidentialTools;
    Confidentiality most = Confidentiality.PUBLIC;
    for (Confidentiality one : confidentialTools.values()) {
      most = one.compareTo(most) > 0 ? one : most;
    }
    this.confidentiality = most;
  }

  SessionLabel join(String tool, Integrity output, Confidentiality secrecy) {
    boolean taints = output == Integrity.UNTRUSTED && !untrustedTools.contains(tool);
    boolean confides = secrecy.compareTo(of(tool)) > 0;
    if (!taints && !confides) {
      return this;
    }
    Set<String> untrusted = untrustedTools;
    if (taints) {
      untrusted = new LinkedHashSet<>(untrustedTools);
      untrusted.add(tool);
    }
    Map<String, Confidentiality> confidential = confidentialTools;
    if (confides) {
      confidential = new LinkedHashMap<>(confidentialTools);
      confidential.put(tool, secrecy);
    }
    return new SessionLabel(untrusted, confidential);
  }

  /** What remains when what some tools returned is taken for better than it was labelled. */
  SessionLabel endorsed(Endorsement by) {
    Set<String> untrusted = new LinkedHashSet<>(untrustedTools);
    if (by.trusts()) {
      untrusted.removeIf(by::covers);
    }
    Map<String, Confidentiality> confidential = new LinkedHashMap<>(confidentialTools);
    Confidentiality most = by.declassifiesTo();
    if (most != null) {
      confidential.replaceAll(
          (tool, had) -> by.covers(tool) && had.compareTo(most) > 0 ? most : had);
      confidential.values().removeIf(had -> had == Confidentiality.PUBLIC);
    }
    return new SessionLabel(untrusted, confidential);
  }

  private Confidentiality of(String tool) {
    return confidentialTools.getOrDefault(tool, Confidentiality.PUBLIC);
  }

  boolean untrusted() {
    return !untrustedTools.isEmpty();
  }

  Integrity integrity() {
    return untrusted() ? Integrity.UNTRUSTED : Integrity.TRUSTED;
  }

  Confidentiality confidentiality() {
    return confidentiality;
  }

  /** The first tools that returned untrusted output, for messages. */
  List<String> tainting() {
    return untrustedTools.stream().limit(NAMED).toList();
  }

  /** The first tools that returned output of the highest confidentiality, for messages. */
  List<String> confiding() {
    List<String> tools = new ArrayList<>();
    confidentialTools.forEach(
        (tool, had) -> {
          if (had == confidentiality && tools.size() < NAMED) {
            tools.add(tool);
          }
        });
    return tools;
  }

  /** The label in a few words, such as {@code untrusted since read_file, user-confidential}. */
  String words() {
    return (untrusted() ? "untrusted since " + untrustedTools.iterator().next() : "trusted")
        + ", "
        + words(confidentiality);
  }

  static String words(Confidentiality confidentiality) {
    return confidentiality == Confidentiality.PUBLIC
        ? "public"
        : confidentiality.name().toLowerCase(Locale.ROOT) + "-confidential";
  }
}
