package org.agentgovernance.checkpoint;

import java.util.Base64;

/** Reads PEM files of one section. */
final class Pem {
  private Pem() {}

  static byte[] read(String text, String label) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    String trimmed = text.strip();
    if (!trimmed.startsWith(begin) || !trimmed.endsWith(end)) {
      throw new IllegalArgumentException("the file is not a PEM file with one " + label);
    }
    String body = trimmed.substring(begin.length(), trimmed.length() - end.length());
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the PEM file is not base64", e);
    }
  }
}
