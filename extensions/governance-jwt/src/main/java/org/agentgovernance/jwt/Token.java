package org.agentgovernance.jwt;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/**
 * A token taken apart before anything in it is believed: three parts, small, strict JSON without
 * duplicate keys, shallow.
 */
record Token(
    String text, Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims) {
  static final int MAX_CHARS = 16 * 1024;
  static final int MAX_DEPTH = 12;
  private static final int PARTS = 3;
  private static final JsonLimits LIMITS =
      new JsonLimits(MAX_CHARS, MAX_DEPTH, MAX_CHARS, 2 * MAX_CHARS);

  static Token of(String text) {
    if (text.length() > MAX_CHARS) {
      throw new IdentityException(
          ReasonCode.TOKEN_TOO_LARGE,
          "the token has "
              + text.length()
              + " characters, more than "
              + MAX_CHARS
              + "; have the issuer put less into it");
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != PARTS) {
      throw malformed(
          "it has "
              + parts.length
              + " parts, and a signed token has 3 (an encrypted one is not supported)");
    }
    Map<String, @Nullable Object> header = object(parts[0], "header");
    if (header.containsKey("crit")) {
      throw malformed("its header demands an extension (\"crit\"), and none is supported");
    }
    return new Token(text, header, object(parts[1], "payload"));
  }

  /** The media type of RFC 7515, section 4.1.9, in lower case and in its short form. */
  String type() {
    String type = header.get("typ") instanceof String s ? s.toLowerCase(Locale.ROOT) : "";
    return type.startsWith("application/") ? type.substring("application/".length()) : type;
  }

  String algorithm() {
    return header.get("alg") instanceof String s ? s : "";
  }

  private static Map<String, @Nullable Object> object(String part, String what) {
    try {
      if (Json.parse(Base64.getUrlDecoder().decode(part), LIMITS) instanceof Map<?, ?> map) {
        return Json.object(map);
      }
      throw malformed("its " + what + " is not a JSON object");
    } catch (JsonException e) {
      throw malformed("its " + what + " is not strict JSON: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw malformed("its " + what + " is not base64url");
    }
  }

  static IdentityException malformed(String why) {
    return new IdentityException(ReasonCode.TOKEN_MALFORMED, "the token is malformed: " + why);
  }
}
