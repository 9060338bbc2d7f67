package org.agentgovernance.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agentgovernance.catalog.Signing.ALICE;
import static org.agentgovernance.catalog.Signing.BOB;
import static org.agentgovernance.catalog.Signing.refusal;
import static org.agentgovernance.catalog.Signing.signed;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DsseEnvelopeTest {
  /** The example in the specification of DSSE. */
  @Test
  void encodesAsTheSpecificationShows() {
    DsseEnvelope envelope =
        DsseEnvelope.of("http://example.com/HelloWorld", "hello world".getBytes(UTF_8));
    assertThat(new String(envelope.preAuthenticationEncoding(), UTF_8))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void countsBytesNotCharacters() {
    DsseEnvelope envelope = DsseEnvelope.of("tÿpe", "💶".getBytes(UTF_8));
    assertThat(new String(envelope.preAuthenticationEncoding(), UTF_8))
        .isEqualTo("DSSEv1 5 tÿpe 4 💶");
  }

  @Test
  void isReadAsItIsWritten() {
    DsseEnvelope envelope = signed(1, ALICE, BOB);
    DsseEnvelope again = DsseEnvelope.parse(envelope.toJson());
    assertThat(again.toJson()).isEqualTo(envelope.toJson());
    assertThat(again.payload()).isEqualTo(envelope.payload());
    assertThat(again.signatures()).hasSize(2);
  }

  @Test
  void takesEitherAlphabetOfBase64() {
    byte[] payload = new byte[256];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) i;
    }
    DsseEnvelope envelope = DsseEnvelope.of("t", payload).sign(ALICE);
    String url = Base64.getUrlEncoder().encodeToString(payload);
    String json =
        new String(envelope.toJson(), UTF_8)
            .replace(Base64.getEncoder().encodeToString(payload), url);
    assertThat(json).contains(url);
    assertThat(DsseEnvelope.parse(json.getBytes(UTF_8)).payload()).isEqualTo(payload);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"payloadType\":\"t\",\"payload\":\"\"}",
        "{\"payloadType\":\"\",\"payload\":\"\",\"signatures\":[]}",
        "{\"payloadType\":1,\"payload\":\"\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":null,\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"*\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"AA\\n==\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":{}}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[1]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{}]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{\"sig\":\"*\"}]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{\"sig\":\"\",\"keyid\":1}]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"payload\":\"\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[]} ."
      })
  void refusesWhatIsNoEnvelope(String json) {
    assertThat(refusal(() -> DsseEnvelope.parse(json.getBytes(UTF_8))))
        .isEqualTo("catalog.malformed");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThat(refusal(() -> DsseEnvelope.load(Path.of("no-such-catalogue.json"))))
        .isEqualTo("catalog.unavailable");
  }

  @Test
  void refusesMoreSignaturesThanAnyoneHas() {
    String one = "{\"sig\":\"\"},";
    String json =
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":["
            + one.repeat(300)
            + "{\"sig\":\"\"}]}";
    assertThat(refusal(() -> DsseEnvelope.parse(json.getBytes(UTF_8))))
        .isEqualTo("catalog.malformed");
  }

  @Test
  void takesASignatureMadeElsewhereOnlyWhenItFits() {
    DsseEnvelope bare = Signing.catalog(1).toEnvelope();
    byte[] hers = bare.sign(ALICE).signatures().get(0).signature();
    assertThat(bare.withSignature(ALICE.getPublic(), hers).signatures()).hasSize(1);
    assertThat(refusal(() -> bare.withSignature(BOB.getPublic(), hers)))
        .isEqualTo("catalog.tampered");
    assertThat(refusal(() -> bare.withSignature(ALICE.getPublic(), Arrays.copyOf(hers, 63))))
        .isEqualTo("catalog.tampered");
  }
}
