package org.agentgovernance.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 and refuses what is not. */
final class StrictUtf8 {
  private StrictUtf8() {}

  static String decode(byte[] utf8, JsonLimits limits) {
    if (utf8.length > limits.documentBytes()) {
      throw new JsonException(
          "the document has " + utf8.length + " bytes, more than " + limits.documentBytes());
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw new JsonException("the document is not valid UTF-8");
    }
  }
}
